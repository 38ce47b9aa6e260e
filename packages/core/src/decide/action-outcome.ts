import { CoreError } from "../error.js";
import type { Objective, RecommendationRequest } from "../schema/recommendation-request.js";
import type { Intervention } from "../schema/scenario.js";
import type { Twin } from "../schema/twin.js";
import {
  createOutcomeSampler,
  type OutcomeByDraw,
  type OutcomeSampler,
} from "../simulate/index.js";
import { meanOver } from "./score.js";
import { interventionOf, type Setting } from "./slot.js";

type Column = Float64Array;

/** What an action changes against doing nothing, of the brands whose result counts; over the draws, index 0 the estimate. */
export interface ActionOutcome {
  /** Change of mean share of every brand. */
  readonly share: Readonly<Record<string, Column>>;
  /** Mean share of every brand with the action. */
  readonly level: Readonly<Record<string, Column>>;
  readonly units: Column | null;
  readonly money: {
    readonly revenue: Column;
    readonly fixed: number;
    readonly variable: Column;
    readonly markdown: Column;
    readonly spend: Column;
    /** Null where the margin of a brand that counts is not known. */
    readonly grossProfit: Column | null;
    readonly profit: Column | null;
  } | null;
}

/** What comes of doing nothing, and of actions on top of it. */
export interface Outcomes {
  readonly sampler: OutcomeSampler;
  readonly nothing: OutcomeByDraw;
  of(settings: readonly Setting[]): ActionOutcome;
}

/** Samples a twin for a request. @param options.brands - whose result counts */
export function createOutcomes(
  twin: Twin,
  {
    request: { given, durationDays, economics },
    brands,
    seed,
    draws,
  }: {
    request: RecommendationRequest;
    brands: readonly string[];
    seed: number;
    draws: number;
  },
): Outcomes {
  const sampler = createOutcomeSampler(twin, {
    durationDays,
    seed,
    draws,
    margin: economics.margin,
  });
  const nothing = sampler.sample(given);
  return {
    sampler,
    nothing,
    of(settings) {
      const interventions = [...given, ...settings.map(interventionOf)];
      const acted = sampler.sample(interventions);
      return compareOutcomes(acted, nothing, {
        brands,
        sampler,
        fixed: costOf(interventions) - costOf(given),
      });
    },
  };
}

const costOf = (interventions: readonly Intervention[]): number =>
  interventions.reduce((sum, { cost }) => sum + cost, 0);

/** Acted less not acted, draw by draw. */
function compareOutcomes(
  acted: OutcomeByDraw,
  nothing: OutcomeByDraw,
  { brands, sampler, fixed }: { brands: readonly string[]; sampler: OutcomeSampler; fixed: number },
): ActionOutcome {
  const own = brands.map((brand) => acted.brands.indexOf(brand));
  const [with_, without] = [acted.money, nothing.money];
  const counted =
    with_?.units && without?.units ? { with_: with_.units, without: without.units } : null;
  return {
    share: Object.fromEntries(
      acted.brands.map((brand, j) => [
        brand,
        minus(columnOf(acted.share, j), columnOf(nothing.share, nothing.brands.indexOf(brand))),
      ]),
    ),
    level: Object.fromEntries(acted.brands.map((brand, j) => [brand, columnOf(acted.share, j)])),
    units:
      counted &&
      sumOver(own, (j) =>
        minus(columnOf(counted.with_.sold, j), columnOf(counted.without.sold, j)),
      ),
    money: with_ && without && moneyOf(with_, without, { own, acted, sampler, fixed }),
  };
}

function moneyOf(
  acted: NonNullable<OutcomeByDraw["money"]>,
  nothing: NonNullable<OutcomeByDraw["money"]>,
  {
    own,
    acted: { brands },
    sampler,
    fixed,
  }: {
    own: readonly number[];
    acted: OutcomeByDraw;
    sampler: OutcomeSampler;
    fixed: number;
  },
): NonNullable<ActionOutcome["money"]> {
  const change = (part: "revenue" | "regular" | "given", j: number) =>
    minus(columnOf(acted[part], j), columnOf(nothing[part], j));
  const revenue = sumOver(own, (j) => change("revenue", j));
  const variable = sumOver(own, (j) => change("given", j));
  // A dearer price is no spending: only what is given away counts, brand by brand.
  const markdown = sumOver(own, (j) => {
    const [regular, received] = [change("regular", j), change("revenue", j)];
    return regular.map((value, d) => Math.max(0, value - (received[d] ?? 0)));
  });
  const spend = markdown.map((value, d) => value + Math.max(0, variable[d] ?? 0) + fixed);
  const margins = own.map((j) => sampler.margins[brands[j] ?? ""] ?? null);
  const known = margins.every((margin) => margin !== null);
  const grossProfit = known
    ? sumOver(own, (j, i) => {
        const [received, regular] = [change("revenue", j), change("regular", j)];
        const margin = margins[i];
        return received.map((value, d) => value - (1 - (margin?.[d] ?? 0)) * (regular[d] ?? 0));
      })
    : null;
  const profit = grossProfit?.map((value, d) => value - (variable[d] ?? 0) - fixed) ?? null;
  return { revenue, fixed, variable, markdown, spend, grossProfit, profit };
}

function columnOf(columns: readonly Column[], j: number): Column {
  const column = columns[j];
  if (column) return column;
  throw new CoreError("no_data", `no column ${j} of ${columns.length} brands`);
}

function minus(a: Column, b: Column): Column {
  const out = a.slice();
  for (let d = 0; d < out.length; d++) out[d] = (out[d] ?? 0) - (b[d] ?? 0);
  return out;
}

/** Columns of some brands added up, in their order. */
function sumOver(own: readonly number[], of: (j: number, i: number) => Column): Column {
  const [first, ...others] = own.map(of);
  if (!first) throw new CoreError("no_data", "no brand whose result counts");
  const sum = first.slice();
  for (const column of others) {
    for (const [d, value] of column.entries()) sum[d] = (sum[d] ?? 0) + value;
  }
  return sum;
}

/** Least spending, as a part of what the brands take in, at which a return on it is worth naming. */
export const LEAST_SPEND = 0.001;

/**
 * The objective of each draw, over doing nothing; null where the twin or the request does not tell it.
 *
 * The return on spending divides by the mean spending of the draws; it is 0 where nothing is spent.
 */
export function objectiveOf(
  objective: Objective,
  outcome: ActionOutcome,
  brands: readonly string[],
): Column | null {
  const { units, money } = outcome;
  switch (objective) {
    case "profit":
      return money?.profit ?? null;
    case "revenue":
      return money?.revenue ?? null;
    case "units":
      return units;
    case "share": {
      const columns = brands.flatMap((brand) => outcome.share[brand] ?? []);
      return sumOver(
        columns.map((_, i) => i),
        (i) => columnOf(columns, i),
      );
    }
    case "roi": {
      const { profit, spend } = money ?? {};
      if (!profit || !spend) return null;
      const spent = meanOver(spend);
      return profit.map((value) => (spent > 0 ? value / spent : 0));
    }
  }
}
