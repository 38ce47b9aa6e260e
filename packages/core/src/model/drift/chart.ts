import { square } from "../../math/index.js";
import { clip } from "./baseline.js";
import type { DriftBaseline, DriftState } from "./drift-watch.js";

/** The spread chart looks for squares that are this many of their standard deviations above usual. */
const SPREAD_SLACK = 0.5;
const LEAST_SLACK = 0.15;

/** Half of what a lasting shift by one standard deviation adds to each innovation. */
export function slackOf({ autocorrelation, sd, innovationSd }: DriftBaseline): number {
  return Math.max(LEAST_SLACK, (0.5 * (1 - autocorrelation) * sd) / innovationSd);
}

export const newState = (day: number, last: number | null): DriftState => ({
  last,
  up: 0,
  down: 0,
  spread: 0,
  upSince: day,
  downSince: day,
  spreadSince: day,
  upSum: 0,
  downSum: 0,
});

/** A series' value of a day without level and season, and how surprising it is in standard deviations. */
export function surpriseOf(
  baseline: DriftBaseline,
  { value, day, last }: { value: number; day: number; last: number | null },
): { rest: number; z: number } {
  const { level, season, autocorrelation, sd, innovationSd } = baseline;
  const rest = value - level - season[day % season.length]!;
  const z = last === null ? rest / sd : (rest - autocorrelation * last) / innovationSd;
  return { rest, z };
}

/** Cumulative sums after one more day: above 0 they count since when. */
export function nextState(
  state: DriftState,
  {
    baseline,
    slack,
    rest,
    z,
    day,
  }: { baseline: DriftBaseline; slack: number; rest: number; z: number; day: number },
): DriftState {
  const clipped = clip(z);
  const up = Math.max(0, state.up + clipped - slack);
  const down = Math.max(0, state.down - clipped - slack);
  const square = (clipped * clipped - baseline.square) / baseline.squareSd;
  const spread = Math.max(0, state.spread + square - SPREAD_SLACK);
  return {
    last: rest,
    up,
    down,
    spread,
    upSince: up > 0 ? state.upSince : day + 1,
    downSince: down > 0 ? state.downSince : day + 1,
    spreadSince: spread > 0 ? state.spreadSince : day + 1,
    upSum: up > 0 ? state.upSum + rest : 0,
    downSum: down > 0 ? state.downSum + rest : 0,
  };
}

/** Alarms of simulated days, for one threshold: `sums` rise by `steps` and fall by nothing below 0. */
export function countAlarms(
  steps: Float64Array,
  {
    runs,
    days,
    charts,
    threshold,
    quietDays,
  }: { runs: number; days: number; charts: number; threshold: number; quietDays: number },
): number {
  const sums = new Float64Array(charts);
  let alarms = 0;
  for (let run = 0; run < runs; run++) {
    sums.fill(0);
    let quietUntil = 0;
    for (let day = 0; day < days; day++) {
      const at = (run * days + day) * charts;
      let over = false;
      for (let c = 0; c < charts; c++) {
        const sum = Math.max(0, sums[c]! + steps[at + c]!);
        sums[c] = sum;
        if (sum > threshold) over = true;
      }
      if (day < quietUntil) {
        sums.fill(0);
      } else if (over) {
        alarms++;
        sums.fill(0);
        quietUntil = day + 1 + quietDays;
      }
    }
  }
  return alarms;
}

/** What the spread chart adds for a day. */
export const spreadStep = (baseline: DriftBaseline, z: number): number =>
  (square(clip(z)) - baseline.square) / baseline.squareSd - SPREAD_SLACK;
