import { normalQuantile } from "../math/index.js";
import type { Parameter } from "../schema/parameter.js";
import { type DrawTable, drawTableOf } from "../simulate/draw-table.js";
import type { PreparedRun } from "../simulate/prepare-run.js";
import type { OutcomeList } from "./outcome.js";
import { tally, totalsIn } from "./tally.js";

/** Standard normal deviate of the 90 % value. */
const DEVIATE = normalQuantile(0.9);

/** What a run asks of its draws under one name. */
export interface AskedName {
  readonly name: string;
  /** Null where nothing of that name is a parameter, or cells have different ones. */
  readonly low: number | null;
  readonly high: number | null;
}

/** Changes of each outcome with one name at a time at its 10 % and 90 % value. */
export interface Swing {
  readonly asked: AskedName;
  /** One per outcome. */
  readonly atLow: readonly number[];
  readonly atHigh: readonly number[];
}

/** Carries a run out once, with each name that it draws from moved alone. */
export function swingsOf(run: PreparedRun, list: OutcomeList): Swing[] {
  const names = askedNames(run, list);
  const places = new Map(names.map(({ name }, k) => [name, k]));
  const draws = 2 * names.length;
  const table = drawTableOf(draws, (name) => {
    const deviates = new Float64Array(draws + 1);
    const k = places.get(name);
    if (k !== undefined) deviates.set([-DEVIATE, DEVIATE], 1 + 2 * k);
    return deviates;
  });
  const alone = { ...run, twin: withoutCovariance(run) };
  const outcomes = list.outcomes.length;
  const totals = totalsIn(tally(alone, list, { table }), { outcomes, draws });
  return names.map((asked, k) => ({
    asked,
    atLow: totals.map((column) => column[1 + 2 * k] ?? 0),
    atHigh: totals.map((column) => column[2 + 2 * k] ?? 0),
  }));
}

/** The twin with price coefficients that are drawn one by one: of each its own spread is left. */
function withoutCovariance({ twin }: PreparedRun): PreparedRun["twin"] {
  const n = twin.brands.length;
  const priceCovariance = twin.priceCovariance.map((value, at) => (at % (n + 1) === 0 ? value : 0));
  return { ...twin, priceCovariance };
}

/** Every name that a run draws from, with the parameter's values where it is one. */
function askedNames(run: PreparedRun, list: OutcomeList): AskedName[] {
  const names: string[] = [];
  const known = new Map<string, { parameter: Parameter; low: number; high: number } | null>();
  const plain = drawTableOf(0, (name) => {
    names.push(name);
    return new Float64Array(1);
  });
  const table: DrawTable = {
    ...plain,
    values(name, parameter, range) {
      const before = known.get(name);
      const isOther =
        before !== undefined &&
        (before?.parameter.value !== parameter.value ||
          before.parameter.standardError !== parameter.standardError);
      known.set(name, isOther ? null : { parameter, ...range });
      return plain.values(name, parameter, range);
    },
  };
  tally(run, list, { table });
  const { brands, price, priceCovariance } = run.twin;
  brands.forEach((brand, j) => {
    const parameter = price[j];
    const standardError = Math.sqrt(priceCovariance[j * (brands.length + 1)] ?? 0);
    if (parameter) {
      known.set(`price:${brand}`, {
        parameter: { ...parameter, standardError },
        low: 0,
        high: Number.POSITIVE_INFINITY,
      });
    }
  });
  return [...new Set(names)].sort(byName).map((name) => {
    const found = known.get(name);
    if (!found) return { name, low: null, high: null };
    const { parameter, low, high } = found;
    const at = (deviate: number) =>
      Math.min(high, Math.max(low, parameter.value + parameter.standardError * deviate));
    return { name, low: at(-DEVIATE), high: at(DEVIATE) };
  });
}

/** By code units: the same order in every language. */
export const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
