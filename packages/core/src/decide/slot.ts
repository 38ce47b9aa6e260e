import { exp } from "../math/index.js";
import type {
  Lever,
  LeverOption,
  RecommendationRequest,
} from "../schema/recommendation-request.js";
import type { Intervention } from "../schema/scenario.js";
import { dateOfDay, dayOfDate } from "../schema/time-text.js";
import type { Twin } from "../schema/twin.js";
import { LEVER_DOMAINS } from "./lever-domain.js";

/** One lever in one place and time: all of an action but its level. */
export interface Slot {
  readonly lever: Lever;
  readonly brand: string;
  readonly persona: string | null;
  readonly region: string | null;
  readonly startDay: number;
  readonly durationDays: number;
  readonly low: number;
  readonly high: number;
  /** The only levels there are, in ascending order; null for all between `low` and `high`. */
  readonly values: readonly number[] | null;
  readonly cost: number;
}

/** A slot with its level. */
export interface Setting {
  readonly slot: Slot;
  readonly level: number;
}

/** What a slot does, at a level. */
export function interventionOf({ slot, level }: Setting): Intervention {
  const { lever, brand, persona, region, startDay, durationDays, cost } = slot;
  const reach = {
    startDay,
    durationDays,
    ...(persona !== null && { persona }),
    ...(region !== null && { region }),
    cost,
  };
  if (lever === "price") {
    return {
      type: "price_change",
      ...reach,
      price: { [brand]: level },
      electricityPrice: 1,
      priceSensitivity: 1,
    };
  }
  return {
    type: "promotion",
    ...reach,
    brand,
    discount: lever === "discount" ? level : 0,
    pointMultiplier: lever === "points" ? level : 1,
    bogo: lever === "bogo",
    intensity: lever === "intensity" ? level : 1,
    billOffset: 0,
  };
}

/** Levers and levels that were seen to move, of some brands: what may be asked without going beyond the data. */
export function observedLevers(twin: Twin, brands: readonly string[]): LeverOption[] {
  return twin.levers.flatMap(({ lever, brand, low, high, distinct }): LeverOption[] => {
    if (!brands.includes(brand) || distinct < 2 || !(high > low)) return [];
    const option = { brand, startDays: [0], cost: 0 };
    if (lever === "price") return [{ ...option, lever, low: exp(low), high: exp(high) }];
    if (lever === "discount")
      return high > 0 ? [{ ...option, lever, low: 0, high: Math.min(0.9, high) }] : [];
    if (lever === "points") {
      const most = Math.min(5, exp(high));
      return most > 1 ? [{ ...option, lever, low: 1, high: most }] : [];
    }
    return [];
  });
}

/**
 * Every slot of the levers, in their order: places and times that the constraints allow.
 *
 * @returns also how many slots the constraints on brands, places and dates took away
 */
export function slotsOf(
  twin: Twin,
  request: RecommendationRequest,
  levers: readonly LeverOption[],
): { slots: Slot[]; excluded: Readonly<Record<"brands" | "places" | "blackouts", number>> } {
  const { constraints, durationDays: horizon } = request;
  const excluded = { brands: 0, places: 0, blackouts: 0 };
  const slots = new Map<string, Slot>();
  const personas = alternativesOf(twin, "persona", constraints.personas);
  const regions = alternativesOf(twin, "region", constraints.regions);
  const first = dayOfDate(twin.asOf) + 1;
  for (const option of levers) {
    const range = rangeOf(twin, option);
    if (range === null) continue;
    for (const persona of option.personas ?? personas.open) {
      for (const region of option.regions ?? regions.open) {
        for (const startDay of option.startDays) {
          for (const duration of option.durations ?? [horizon - startDay]) {
            if (constraints.brands && !constraints.brands.includes(option.brand)) {
              excluded.brands++;
              continue;
            }
            if (
              !personas.allows(persona) ||
              !regions.allows(region) ||
              !exists(twin, { persona, region })
            ) {
              excluded.places++;
              continue;
            }
            const durationDays = Math.min(duration, horizon - startDay);
            const from = dateOfDay(first + startDay);
            const to = dateOfDay(first + startDay + durationDays - 1);
            if (constraints.blackouts.some((gap) => gap.from <= to && gap.to >= from)) {
              excluded.blackouts++;
              continue;
            }
            const { lever, brand, cost } = option;
            const slot = { lever, brand, persona, region, startDay, durationDays, cost, ...range };
            slots.set(JSON.stringify(slot), slot);
          }
        }
      }
    }
  }
  return { slots: [...slots.values()], excluded };
}

/** Whether two slots move one lever of one brand in one cell on one day: an action may not set it twice. */
export function collide(twin: Twin, a: Slot, b: Slot): boolean {
  if (a.lever !== b.lever || a.brand !== b.brand || !overlap(a, b)) return false;
  return twin.cells.some((cell) => reaches(a, cell) && reaches(b, cell));
}

/** Whether two slots run on one day. */
export const overlap = (a: Slot, b: Slot): boolean =>
  a.startDay < b.startDay + b.durationDays && b.startDay < a.startDay + a.durationDays;

/** Whether a slot concerns a cell. */
export const reaches = (
  { persona, region }: Pick<Slot, "persona" | "region">,
  cell: { readonly persona: string; readonly region: string },
): boolean =>
  (persona === null || cell.persona === persona) && (region === null || cell.region === region);

const exists = (twin: Twin, place: Pick<Slot, "persona" | "region">): boolean =>
  twin.cells.some((cell) => reaches(place, cell));

/** Where an option that names no place may be used, and which places may be named. */
function alternativesOf(
  twin: Twin,
  kind: "persona" | "region",
  allowed: readonly string[] | undefined,
): { open: readonly (string | null)[]; allows(name: string | null): boolean } {
  if (allowed === undefined) return { open: [null], allows: () => true };
  const all = [...new Set(twin.cells.map((cell) => cell[kind]))].every((name) =>
    allowed.includes(name),
  );
  return {
    open: all ? [null] : allowed,
    allows: (name) => (name === null ? all : allowed.includes(name)),
  };
}

/** Levels of an option; null where it has none that does anything. */
function rangeOf(twin: Twin, option: LeverOption): Pick<Slot, "low" | "high" | "values"> | null {
  const { lever, brand, values } = option;
  const { neutral } = LEVER_DOMAINS[lever];
  if (lever === "bogo") return { low: 1, high: 1, values: [1] };
  if (values) {
    const levels = [...new Set(values)].filter((level) => level !== neutral).sort((a, b) => a - b);
    const [low] = levels;
    const high = levels.at(-1);
    return low === undefined || high === undefined ? null : { low, high, values: levels };
  }
  const seen = observedLevers(twin, [brand]).find((one) => one.lever === lever);
  const usual = lever === "intensity" ? { low: 1, high: 2 } : { low: neutral, high: neutral };
  const low =
    option.low ?? Math.min(seen?.low ?? usual.low, option.high ?? Number.POSITIVE_INFINITY);
  const high = option.high ?? Math.max(seen?.high ?? usual.high, low);
  if (low === high) return low === neutral ? null : { low, high, values: [low] };
  return { low, high, values: null };
}
