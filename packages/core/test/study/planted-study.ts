import { foretellTwin } from "../../src/model/index.js";
import type { Parameter } from "../../src/schema/parameter.js";
import type { Band } from "../../src/schema/simulation-result.js";
import { type Decision, decideMarket } from "./decision-study.js";
import type { MarketKind } from "./market-plan.js";
import { type StudyMarket, studyMarket } from "./planted-market.js";
import { type Asking, refusalsOf } from "./refusal-study.js";
import type { Told } from "./tally.js";
import { trueIncidence } from "./truth-path.js";
import { askMarket, type WhatIf } from "./what-if-study.js";

/** Everything that one market of the study came to. */
export interface MarketResult {
  readonly seed: number;
  readonly kind: MarketKind;
  readonly personas: number;
  /** Own-price coefficients and own-price elasticities of share, where prices were recorded. */
  readonly coefficient: readonly Told[];
  readonly elasticity: readonly Told[];
  readonly habit: readonly Told[];
  /** λ, where units were fitted. */
  readonly incidence: readonly Told[];
  readonly whatIfs: readonly WhatIf[];
  /** Surveyed shares of the days after the fit, under the conditions that came; with the error of the naive ones. */
  readonly foretold: readonly (Told & { readonly naive: readonly number[] })[];
  readonly decision: { readonly assumed: Decision; readonly told: Decision } | null;
  readonly asked: readonly Asking[];
}

/**
 * Plants a market, fits a twin to what it shows, and compares what both say.
 *
 * @param options.draws - of each question
 */
export async function studyOf(
  seed: number,
  { draws = 400 }: { draws?: number } = {},
): Promise<MarketResult> {
  const market = await studyMarket(seed);
  const { kind } = market;
  return {
    seed,
    kind,
    personas: market.truth.personas.length,
    ...coefficientsOf(market),
    whatIfs: askMarket(market, { draws }),
    foretold: foretoldOf(market),
    decision: kind.prices
      ? {
          assumed: decideMarket(market, { afterDip: "as assumed", draws: draws / 2 }),
          told: decideMarket(market, { afterDip: "as it is", draws: draws / 2 }),
        }
      : null,
    asked: refusalsOf(market),
  };
}

const Z = {
  p2_5: -1.96,
  p10: -1.2816,
  p25: -0.6745,
  p50: 0,
  p75: 0.6745,
  p90: 1.2816,
  p97_5: 1.96,
};

const bandOf = ({ value, standardError }: Pick<Parameter, "value" | "standardError">): Band =>
  Object.fromEntries(
    Object.entries(Z).map(([name, z]) => [name, value + z * standardError]),
  ) as Band;

function coefficientsOf({ seed, truth, state, fit: { twin } }: StudyMarket) {
  const told = (parameter: Pick<Parameter, "value" | "standardError">, found: number): Told => ({
    market: seed,
    told: parameter.value,
    found,
    band: bandOf(parameter),
  });
  const coefficient: Told[] = [];
  const elasticity: Told[] = [];
  truth.brands.forEach((brand, j) => {
    const own = twin.price[twin.brands.indexOf(brand.id)];
    if (own?.origin.kind !== "estimated") return;
    const mean = (shares: readonly number[]) =>
      shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
    const trueShare = mean(state.cells.map(({ share }) => share[j] ?? 0));
    const turned = {
      value: -own.value * (1 - trueShare),
      standardError: own.standardError * (1 - trueShare),
    };
    coefficient.push(told(own, brand.priceCoefficient));
    elasticity.push(told(turned, -brand.priceCoefficient * (1 - trueShare)));
  });
  const habit = truth.personas.flatMap((persona) => {
    const found = twin.cells.find((cell) => cell.persona === persona.id)?.habit;
    return found?.origin.kind === "estimated" ? [told(found, persona.habit)] : [];
  });
  const incidence =
    twin.incidence.origin.kind === "estimated" ? [told(twin.incidence, trueIncidence(state))] : [];
  return { coefficient, elasticity, habit, incidence };
}

const NAIVE_WINDOWS = [1, 28];

function foretoldOf({ seed, fit, whole }: StudyMarket): MarketResult["foretold"] {
  const { brands, days, cells } = foretellTwin(fit, whole);
  const [first = 0] = days;
  return cells.flatMap(({ persona, region, share }) => {
    const series = whole.cells.find((cell) => cell.persona === persona && cell.region === region);
    if (!series) return [];
    const at = (row: number, j: number) => series.shares[row * brands.length + j] ?? Number.NaN;
    const start = series.days.indexOf(first);
    return share.flatMap((period, t) =>
      period.map(({ value, forecast }, j) => ({
        market: seed,
        told: value,
        found: at(start + t, j),
        band: forecast ?? null,
        naive: NAIVE_WINDOWS.map((length) => {
          let sum = 0;
          for (let row = start - length; row < start; row++) sum += at(row, j) / length;
          return sum;
        }),
      })),
    );
  });
}
