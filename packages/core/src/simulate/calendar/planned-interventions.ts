import { CoreError } from "../../error.js";
import type { MarketRecord } from "../../schema/record.js";
import { type Intervention, MOST_INTERVENTIONS } from "../../schema/scenario.js";
import { dateOfDay, dayOfDate } from "../../schema/time-text.js";
import type { Twin } from "../../schema/twin.js";

/** A market record as far as it plans something. */
export type PlannedMarket = Pick<
  MarketRecord,
  | "date"
  | "region"
  | "brand"
  | "price"
  | "currency"
  | "promotion"
  | "feature"
  | "display"
  | "distribution"
  | "planned"
>;

/** A planned value that the twin cannot act out. */
export interface IgnoredPlan {
  readonly date: string;
  readonly region: string;
  readonly brand: string;
  readonly field: string;
  readonly because: string;
}

/** What one brand is planned to do in a region, as parameters that an intervention may carry. */
interface Plan {
  readonly price: number;
  readonly discount: number;
  readonly pointMultiplier: number;
  readonly bogo: boolean;
}

/**
 * Makes interventions of planned market records: planned prices against the twin's prices of now, promotions as they are.
 *
 * Consecutive days with one plan become one intervention; a day without a record has no plan. What the twin cannot act
 * out is listed, never dropped in silence; records that are not planned, or lie outside the horizon, are none of it.
 *
 * @param options.from - local date of the scenario's day 0; the day after the twin's last unless told
 * @param options.days - the scenario's horizon
 * @throws CoreError `out_of_range` for more interventions than a scenario may hold
 */
export function plannedInterventions(
  records: readonly PlannedMarket[],
  {
    twin,
    from = dateOfDay(dayOfDate(twin.asOf) + 1),
    days = 365,
  }: { twin: Twin; from?: string; days?: number },
): { interventions: Intervention[]; ignored: IgnoredPlan[] } {
  const start = dayOfDate(from);
  const ignored: IgnoredPlan[] = [];
  const plans = new Map<string, { region: string; brand: string; days: Map<number, Plan> }>();
  for (const record of records) {
    const day = dayOfDate(record.date) - start;
    if (!record.planned || !(day >= 0 && day < days)) continue;
    const plan = planOf(record, { twin, ignored });
    if (!plan) continue;
    const { region, brand } = record;
    const key = JSON.stringify([region, brand]);
    const kept = plans.get(key) ?? { region, brand, days: new Map<number, Plan>() };
    kept.days.set(day, plan);
    plans.set(key, kept);
  }
  const interventions = [...plans]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, { region, brand, days: planned }]) =>
      stretchesOf(planned).flatMap((stretch) => interventionsOf(stretch, { region, brand })),
    );
  if (interventions.length > MOST_INTERVENTIONS) {
    const detail = `found ${interventions.length} planned interventions, expected at most ${MOST_INTERVENTIONS}: ask for fewer days`;
    throw new CoreError("out_of_range", detail, [{ pointer: "/days", detail }]);
  }
  return { interventions, ignored };
}

function planOf(
  record: PlannedMarket,
  { twin, ignored }: { twin: Twin; ignored: IgnoredPlan[] },
): Plan | null {
  const { date, region, brand, price, currency, promotion } = record;
  const ignore = (field: string, because: string) => {
    ignored.push({ date, region, brand, field, because });
  };
  const j = twin.brands.indexOf(brand);
  const cells = twin.cells.filter((cell) => cell.region === region);
  if (j < 0) ignore("brand", "the twin does not know the brand");
  if (cells.length === 0) ignore("region", "the twin does not know the region");
  if (j < 0 || cells.length === 0) return null;
  for (const field of ["feature", "display", "distribution"] as const) {
    if (record[field] !== null) ignore(field, "the twin holds no level of now to compare it with");
  }
  if (promotion.deal !== null) ignore("promotion.deal", "its depth is in the price already");
  const limits = { price: [0.1, 10], pointMultiplier: [0.5, 5], discount: [0, 0.9] } as const;
  const within = (field: keyof typeof limits, value: number, neutral: number) => {
    const [low, high] = limits[field];
    if (value >= low && value <= high) return value;
    ignore(field, `found ${value}, expected ${low} to ${high}`);
    return neutral;
  };
  return {
    price: within("price", priceRatio({ price, currency, cells, j, twin, ignore }), 1),
    discount: within("discount", promotion.discount ?? 0, 0),
    pointMultiplier: within("pointMultiplier", promotion.pointMultiplier ?? 1, 1),
    bogo: promotion.bogo ?? false,
  };
}

/** The planned price over the price of now; 1 where either is not known. */
function priceRatio({
  price,
  currency,
  cells,
  j,
  twin,
  ignore,
}: {
  price: number | null;
  currency: string | null;
  cells: Twin["cells"];
  j: number;
  twin: Twin;
  ignore: (field: string, because: string) => void;
}): number {
  if (price === null) return 1;
  if (currency !== null && currency !== twin.currency) {
    ignore("price", `it is in ${currency}, the twin's in ${twin.currency ?? "no currency"}`);
    return 1;
  }
  const now = cells.flatMap((cell) => cell.price[j] ?? [])[0];
  if (now !== undefined) return price / now;
  ignore("price", "the twin does not know the price of now");
  return 1;
}

interface PlanStretch extends Plan {
  readonly startDay: number;
  readonly durationDays: number;
}

/** Consecutive days with one plan. */
function stretchesOf(planned: ReadonlyMap<number, Plan>): PlanStretch[] {
  const stretches: (Plan & { startDay: number; durationDays: number })[] = [];
  for (const [day, plan] of [...planned].sort(([a], [b]) => a - b)) {
    const last = stretches.at(-1);
    if (last && last.startDay + last.durationDays === day && isSame(last, plan))
      last.durationDays++;
    else stretches.push({ ...plan, startDay: day, durationDays: 1 });
  }
  return stretches;
}

const isSame = (a: Plan, b: Plan) =>
  a.price === b.price &&
  a.discount === b.discount &&
  a.pointMultiplier === b.pointMultiplier &&
  a.bogo === b.bogo;

function interventionsOf(
  { startDay, durationDays, price, discount, pointMultiplier, bogo }: PlanStretch,
  { region, brand }: { region: string; brand: string },
): Intervention[] {
  const when = { startDay, durationDays, region, cost: 0 };
  const made: Intervention[] = [];
  if (price !== 1) {
    made.push({
      type: "price_change",
      ...when,
      price: { [brand]: price },
      electricityPrice: 1,
      priceSensitivity: 1,
    });
  }
  if (discount > 0 || pointMultiplier !== 1 || bogo) {
    made.push({
      type: "promotion",
      ...when,
      brand,
      discount,
      pointMultiplier,
      bogo,
      intensity: 1,
      billOffset: 0,
    });
  }
  return made;
}
