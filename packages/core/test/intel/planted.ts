import { type AnomalyFinding, type AnomalyReport, findAnomalies } from "../../src/intel/index.js";
import { exp, logistic, normal, purposeId } from "../../src/math/index.js";
import type { BehaviourBucket } from "../../src/store/index.js";

/** Where noise comes from: independent days, or days that remember 60 % of the day before. */
export type Memory = 0 | 0.6;

export const SHAPES = ["spike", "shift", "drift"] as const;
export type Shape = (typeof SHAPES)[number];

/** What is planted, in standard deviations of the noise: for a day, for ten days, or growing over five days and staying for five. */
export const SIZES: Readonly<Record<Memory, Readonly<Record<Shape, number>>>> = {
  0: { spike: 7, shift: 4, drift: 5 },
  0.6: { spike: 7, shift: 6, drift: 8 },
};
const LENGTHS: Readonly<Record<Shape, number>> = { spike: 1, shift: 10, drift: 10 };

export interface Planted {
  readonly series: number;
  readonly day: number;
  readonly shape: Shape;
  readonly sign: 1 | -1;
}

export const FIRST_DAY = 20454;
const METRICS = 6;

/** Rows of a market with 2 × `regions` cells and six metrics each, noise with a weekly swing, and what is planted in it. */
export function noisyRows(options: {
  readonly seed: number;
  readonly days: number;
  readonly regions: number;
  readonly memory: Memory;
  readonly planted: readonly Planted[];
}): BehaviourBucket[] {
  const { seed, days, regions, memory } = options;
  const paths = Array.from({ length: 2 * regions * METRICS }, (_, series) => {
    const purpose = purposeId(`series ${series}`);
    let state = normal(seed, series, 0, purpose);
    return Array.from({ length: days }, (_, day) => {
      const fresh = normal(seed, series, day + 1, purpose);
      state = memory * state + Math.sqrt(1 - memory * memory) * fresh;
      return (
        state +
        0.8 * Math.sin((2 * Math.PI * day) / 7) +
        added(options.planted, { series, day, memory })
      );
    });
  });
  return Array.from({ length: 2 * regions }, (_, cell) => cell).flatMap((cell) =>
    Array.from({ length: days }, (_, day): BehaviourBucket => {
      const at = (metric: number) => paths[cell * METRICS + metric]?.[day] ?? 0;
      const people = Math.round(500 * exp(0.05 * at(0)));
      return {
        day: FIRST_DAY + day,
        persona: `p${cell % 2}`,
        region: `r${Math.floor(cell / 2)}`,
        records: 1,
        people,
        fromDay: FIRST_DAY + day,
        toDay: FIRST_DAY + day,
        satisfaction: 0.7 + 0.006 * at(1),
        digitalAdoption: 0.6 + 0.006 * at(2),
        gamification: 0.5 + 0.006 * at(3),
        efficiency: null,
        shares: { A: logistic(-0.6 + 0.09 * at(4)), B: logistic(-0.8 + 0.09 * at(5)) },
      };
    }),
  );
}

function added(
  planted: readonly Planted[],
  { series, day, memory }: { series: number; day: number; memory: Memory },
): number {
  return planted
    .filter((one) => one.series === series)
    .map(({ day: start, shape, sign }) => {
      const since = day - start;
      if (since < 0 || since >= LENGTHS[shape]) return 0;
      const grown = shape === "drift" ? Math.min(1, (since + 1) / 5) : 1;
      return sign * SIZES[memory][shape] * grown;
    })
    .reduce((total, x) => total + x, 0);
}

/** Whether a finding tells of something planted: the same series and direction, days that overlap. */
export function tellsOf(finding: AnomalyFinding, { series, day, shape, sign }: Planted): boolean {
  const cell = Math.floor(series / METRICS);
  const metrics = ["people", "satisfaction", "digital_adoption", "gamification", "A", "B"];
  return (
    finding.persona === `p${cell % 2}` &&
    finding.region === `r${Math.floor(cell / 2)}` &&
    (finding.brand ?? finding.metric) === metrics[series % METRICS] &&
    (finding.direction === "above") === sign > 0 &&
    finding.fromDay <= FIRST_DAY + day + LENGTHS[shape] - 1 &&
    finding.toDay >= FIRST_DAY + day
  );
}

export interface Tally {
  readonly planted: number;
  readonly found: number;
  /** Findings per 30 days where nothing was planted. */
  readonly falsePer30Days: number;
}

const DAYS = 118;
/** Days that are judged: the first 28 only foretell. */
const JUDGED = DAYS - 28;

/** Recall of one shape, planted once in each of three series a seed, and false alarms of the same markets without. */
export function tally(options: {
  readonly seeds: readonly number[];
  readonly regions: number;
  readonly memory: Memory;
  readonly shape: Shape;
}): Tally {
  const { seeds, regions, memory, shape } = options;
  let found = 0;
  let planted = 0;
  let alarms = 0;
  const quiet = (seed: number): AnomalyReport =>
    findAnomalies(noisyRows({ seed, days: DAYS, regions, memory, planted: [] }));
  for (const seed of seeds) {
    const all = [0, 1, 2].map((k): Planted => {
      const series = (seed * 5 + k * 8) % (2 * regions * METRICS);
      return { series, day: 60 + ((seed * 7 + k * 11) % 40), shape, sign: seed % 2 ? 1 : -1 };
    });
    const { findings } = findAnomalies(
      noisyRows({ seed, days: DAYS, regions, memory, planted: all }),
    );
    planted += all.length;
    found += all.filter((one) => findings.some((finding) => tellsOf(finding, one))).length;
    alarms += quiet(seed).findings.length;
  }
  return { planted, found, falsePer30Days: (alarms / seeds.length / JUDGED) * 30 };
}
