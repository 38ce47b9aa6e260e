import { CoreError } from "../error.js";
import { zoneClock } from "../transform/index.js";
import { dateText, dayNumber } from "./calendar.js";
import { planCell } from "./plan-cell.js";
import { planBrands, planPersonas, planRegions } from "./plan-entry.js";
import { PlanOptions, type PlanOptionsInput } from "./plan-options.js";
import { taiwanHolidays } from "./taiwan-holiday.js";
import type { PlantedHoliday, Truth } from "./truth.js";
import { truthNotes } from "./truth-note.js";

/** How many days before it a holiday is announced in the web intelligence. */
export const HOLIDAY_NOTICE_DAYS = 14;

/**
 * Plans a market: every parameter that its lines will follow.
 *
 * @remarks Draws are keyed by name, so that another persona, region, brand or day leaves what the others
 * are like, and their luck, as it was. Another brand does change the shares of those it competes with.
 * @param options - see {@link PlanOptions}; what is left out has a default
 * @throws CoreError `invalid_input` | `unknown_zone`
 */
export function planTruth(options: PlanOptionsInput = {}): Truth {
  const plan = parsed(options);
  const personas = planPersonas(plan);
  const regions = planRegions(plan);
  const brands = planBrands(plan);
  return {
    kind: "truth",
    version: 1,
    demo: true,
    seed: plan.seed,
    start: plan.start,
    days: plan.days,
    zone: plan.zone,
    currency: plan.currency,
    people: plan.people,
    customers: plan.customers,
    priceVariation: plan.priceVariation,
    promotions: plan.promotions,
    overdispersion: plan.overdispersion,
    drift: plan.drift,
    noPrices: plan.noPrices,
    badLines: plan.badLines,
    effects: { points: 0.3, bogoRedemption: 0.35, feature: 0.25, display: 0.2, incidence: 0.3 },
    personas,
    regions,
    brands,
    cells: regions.flatMap((region) =>
      personas.map((persona) => planCell(persona, region, { brands, seed: plan.seed })),
    ),
    holidays: holidaysWithin(plan),
    notes: truthNotes,
  };
}

function parsed(options: PlanOptionsInput): PlanOptions {
  const result = PlanOptions.safeParse(options);
  if (!result.success) {
    const details = result.error.issues.map((issue) => ({
      pointer: `/${issue.path.join("/")}`,
      detail: issue.message,
    }));
    const found = details.map(({ pointer, detail }) => `${pointer}: ${detail}`).join("; ");
    throw new CoreError("invalid_input", `options of a generated market: ${found}`, details);
  }
  dayNumber(result.data.start);
  zoneClock(result.data.zone);
  return result.data;
}

function holidaysWithin({ holidays, start, days }: PlanOptions): PlantedHoliday[] {
  if (holidays !== "taiwan") return holidays;
  const end = dateText(dayNumber(start) + days - 1 + HOLIDAY_NOTICE_DAYS);
  return taiwanHolidays.filter((holiday) => holiday.end >= start && holiday.start <= end);
}
