import { log } from "../../math/index.js";
import type { Parameter } from "../../schema/parameter.js";
import type { Twin, TwinCell } from "../../schema/twin.js";
import { drawCoefficients } from "../coefficient.js";
import { type CompiledScenario, reached } from "../compile.js";
import { createDrawTable } from "../draw-table.js";
import { createEffectTable, type EffectTable, type SegmentEffect } from "../effect-table.js";
import type { Plan } from "../plan.js";
import { prepareSegment, startingPoints } from "../run-cell.js";
import type { Average } from "./birth.js";
import { type Rule, ruleOf } from "./rule.js";
import type { AgentSetting } from "./setting.js";

/** What a cell's agents meet over a scenario's horizon. */
export interface CellConditions {
  readonly cell: TwinCell;
  readonly average: Average;
  /** By segment of the plan. */
  readonly rules: readonly Rule[];
  /** Without the interventions. */
  readonly baseline: Rule;
  /** Expected shares without the interventions at the start of each period, periods × brands. */
  readonly expected: Float64Array;
}

/** Makes the conditions of any cell from the engine's own effects at the twin's estimates. */
export type ConditionsOf = (cell: TwinCell) => CellConditions;

/** @param options.setting - says whether agents' own coefficients are needed */
export function conditionsOf(
  twin: Twin,
  {
    scenario: { brands, compiled },
    plan,
    setting,
  }: { scenario: CompiledScenario; plan: Plan; setting: AgentSetting },
): ConditionsOf {
  const coefficientsOf = (of: Twin) =>
    drawCoefficients(of, { brands, table: createDrawTable({ seed: 0, draws: 0 }) });
  const tableOf = (of: Twin): EffectTable =>
    createEffectTable({
      plan,
      compiled,
      coefficients: coefficientsOf(of),
      brands: brands.length,
    });
  const coefficients = coefficientsOf(twin);
  const effects = tableOf(twin);
  const differ = {
    price: setting["heterogeneity.price"] > 0,
    promotion: setting["heterogeneity.promotion"] > 0 || setting["adoption.lift"] > 0,
  };
  const withoutPrice = differ.price ? tableOf(withoutPrices(twin)) : null;
  const withoutPromotion = differ.promotion ? tableOf(withoutPromotions(twin)) : null;
  const reaches = compiled.map(({ intervention }) => reached(intervention));
  const habits = (cell: TwinCell) =>
    coefficients.table.values("habit", cell.habit, { low: 0, high: 0.995 })[0]!;
  return (cell) => {
    const start = startingPoints(cell, { twin, coefficients, brands: brands.length });
    const share = Float64Array.from(start.share, (column) => column[0]!);
    const choice = Float64Array.from(start.choice, (column) => column[0]!);
    const average: Average = {
      share,
      habit: habits(cell),
      rate: setting.purchaseRate > 0 ? setting.purchaseRate : knownRate(cell),
      periodDays: twin.periodDays,
    };
    const active = reaches.map((concerns) => concerns(cell));
    const none = reaches.map(() => false);
    const ruleOfEffect = (
      effect: SegmentEffect,
      bare: { price: SegmentEffect | null; promotion: SegmentEffect | null },
    ) =>
      ruleOf(
        prepareSegment(effect, { choice: start.choice, coefficients, brands: brands.length }),
        {
          choice,
          habit: average.habit,
          coefficients,
          priceStep: stepOf(effect, bare.price),
          promotionStep: stepOf(effect, bare.promotion),
        },
      );
    const bare = {
      price: withoutPrice?.(active, start.choice) ?? null,
      promotion: withoutPromotion?.(active, start.choice) ?? null,
    };
    const rules = effects(active, start.choice).map((effect, s) =>
      ruleOfEffect(effect, {
        price: bare.price?.[s] ?? null,
        promotion: bare.promotion?.[s] ?? null,
      }),
    );
    const still = effects(none, start.choice)[0]!;
    const baseline = ruleOfEffect(still, { price: null, promotion: null });
    const expected = expectedPath(plan.steps.length, { share, choice, habit: average.habit });
    return { cell, average, rules, baseline, expected };
  };
}

const nothing = (parameter: Parameter): Parameter => ({
  ...parameter,
  value: 0,
  standardError: 0,
});

/** The twin as it would be if nobody minded prices. */
const withoutPrices = (twin: Twin): Twin => ({
  ...twin,
  price: twin.price.map(nothing),
  priceCovariance: twin.priceCovariance.map(() => 0),
});

/** The twin as it would be if nobody minded what promotes beside the price. */
const withoutPromotions = (twin: Twin): Twin => ({
  ...twin,
  points: nothing(twin.points),
  intensity: nothing(twin.intensity),
  feature: nothing(twin.feature),
  display: nothing(twin.display),
});

/**
 * The part of each brand's change of utility that a group of coefficients makes: the effect with them less the effect
 * without; null where it is none.
 */
function stepOf(effect: SegmentEffect, bare: SegmentEffect | null): Float64Array | null {
  if (!bare) return null;
  const step = Float64Array.from(effect.move.factor, (column, j) => {
    const [factor, without] = [column?.[0] ?? 1, bare.move.factor[j]?.[0] ?? 1];
    // A brand that has left has no part to scale.
    return factor === without || factor === 0 || without === 0 ? 0 : log(factor / without);
  });
  return step.some((part) => part !== 0) ? step : null;
}

/** Units per person and day of a cell; 0 where units or people are not known. */
const knownRate = ({ people, peopleKnown, unitsPerDay }: TwinCell): number =>
  peopleKnown && people > 0 && unitsPerDay !== null ? unitsPerDay / people : 0;

function expectedPath(
  periods: number,
  { share, choice, habit }: { share: Float64Array; choice: Float64Array; habit: number },
): Float64Array {
  const path = new Float64Array(periods * share.length);
  const gap = share.map((value, j) => value - choice[j]!);
  for (let t = 0; t < periods; t++) {
    for (let j = 0; j < gap.length; j++) {
      path[t * gap.length + j] = choice[j]! + gap[j]!;
      gap[j]! *= habit;
    }
  }
  return path;
}
