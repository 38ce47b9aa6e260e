import { createDrawTable } from "../simulate/draw-table.js";
import { type PreparedRun, prepareRun } from "../simulate/prepare-run.js";
import type { LeverCurve } from "./explanation.js";
import { type Lever, leversOf } from "./lever.js";
import type { OutcomeList } from "./outcome.js";
import { tally, totalsIn } from "./tally.js";

/** Points of a curve, beside the value asked. */
const POINTS = 9;
/** Part of a lever's size by which it is turned to see where the outcomes go. */
const STEP = 1e-4;

/**
 * How the outcomes answer to each lever of a scenario, the others as asked, at the estimates.
 *
 * The points cover what was observed, the neutral value and the value asked. One at which the twin would refuse is left out.
 *
 * @param options.levels - of the outcomes without interventions, `totals` their changes as asked
 */
export function leverCurves(
  run: PreparedRun,
  {
    list,
    levels,
    totals,
    tick,
  }: {
    list: OutcomeList;
    levels: readonly number[];
    totals: readonly number[];
    tick: () => void;
  },
): LeverCurve[] {
  const { twin, scenario } = run;
  return scenario.interventions.flatMap((one, intervention) =>
    leversOf(one, twin).map((lever): LeverCurve => {
      const changesAt = (value: number): number[] | null => {
        tick();
        const interventions = scenario.interventions.with(intervention, lever.turn(value));
        const turned = prepareRun(twin, { ...scenario, draws: 0, interventions });
        if (turned.empty.verdict.status === "refused") return null;
        const table = createDrawTable({ seed: scenario.seed, draws: 0 });
        const sums = tally(turned, list, { table });
        const rows = totalsIn(sums, { outcomes: list.outcomes.length, draws: 0 });
        return rows.map(([value = 0]) => value);
      };
      const { lever: name, brand, asked, neutral, observed } = lever;
      const points = gridOf(lever).flatMap((value) => {
        const changes = value === asked ? [...totals] : changesAt(value);
        return changes ? [{ value, beyond: isBeyond(lever, value), changes }] : [];
      });
      const local = slopesOf(lever, changesAt, totals).map((slope, o) => {
        const level = (levels[o] ?? 0) + (totals[o] ?? 0);
        const isRatio = neutral === 1 && level > 0;
        return { slope, elasticity: isRatio ? (slope * asked) / level : null };
      });
      return { intervention, lever: name, brand, asked, neutral, observed, points, local };
    }),
  );
}

const isBeyond = ({ observed }: Lever, value: number): boolean | null =>
  observed && (value < observed.low || value > observed.high);

/** Equal steps over what is worth looking at, with the value asked among them. */
function gridOf({ asked, neutral, min, max, observed }: Lever): number[] {
  // Where nothing tells what was seen: half as far again as asked.
  const ends = observed ? [observed.low, observed.high] : [asked + (asked - neutral) / 2];
  const low = Math.max(min, Math.min(neutral, asked, ...ends));
  const high = Math.min(max, Math.max(neutral, asked, ...ends));
  const steps = Array.from({ length: POINTS }, (_, i) => low + ((high - low) * i) / (POINTS - 1));
  return [...new Set([...steps, asked])].sort((a, b) => a - b);
}

/** By central differences; to one side at an end of the lever or where the twin refuses. */
function slopesOf(
  { asked, min, max }: Lever,
  changesAt: (value: number) => number[] | null,
  totals: readonly number[],
): number[] {
  const step = STEP * Math.max(0.1, Math.abs(asked));
  const side = (value: number) => {
    const changes = value < min || value > max ? null : changesAt(value);
    return changes ? { value, changes } : { value: asked, changes: totals };
  };
  const [below, above] = [side(asked - step), side(asked + step)];
  const width = above.value - below.value;
  return totals.map((_, o) =>
    width > 0 ? ((above.changes[o] ?? 0) - (below.changes[o] ?? 0)) / width : 0,
  );
}
