import {
  normalQuantile,
  purposeId,
  studentTQuantile,
  uniformSource,
} from "../../src/math/index.js";
import { advanceDrift, fitDriftWatch, shareSeries } from "../../src/model/index.js";

/** Noise of unit variance by kind: independent, AR(0.5), with a weekly pattern, heavy-tailed. */
export const NOISES: Readonly<Record<string, (seed: number, days: number) => number[]>> = {
  independent: (seed, days) => {
    const next = uniformSource(seed, 1, purposeId("drift study"));
    return Array.from({ length: days }, () => normalQuantile(next()));
  },
  "AR(0.5)": (seed, days) => {
    const next = uniformSource(seed, 2, purposeId("drift study"));
    let value = normalQuantile(next());
    return Array.from({ length: days }, () => {
      value = 0.5 * value + Math.sqrt(0.75) * normalQuantile(next());
      return value;
    });
  },
  weekly: (seed, days) => {
    const next = uniformSource(seed, 3, purposeId("drift study"));
    const week = [0, 0.5, 1, 0, -1, 2, -2.5];
    return Array.from({ length: days }, (_, t) => normalQuantile(next()) + (week[t % 7] ?? 0));
  },
  "Student t, 3 degrees": (seed, days) => {
    const next = uniformSource(seed, 4, purposeId("drift study"));
    return Array.from({ length: days }, () => studentTQuantile(next(), 3) / Math.sqrt(3));
  },
};

/** What a watch made of noise, and of changes planted into it. */
export interface DriftStudy {
  readonly runs: number;
  /** Alarms in 90 days of noise, mean over runs. */
  readonly falseAlarms: number;
  /** Share of runs with at most one. */
  readonly atMostOne: number;
  /** Share of the runs whose change was found within 7 days, by change. */
  readonly found: Record<string, number>;
}

const CHANGES: Readonly<Record<string, (value: number) => number>> = {
  "level + 1 sd": (value) => value + 1,
  "level + 1.5 sd": (value) => value + 1.5,
  "level + 2 sd": (value) => value + 2,
  "level - 3 sd": (value) => value - 3,
  "spread × 3": (value) => 3 * value,
};

/** Noise, and changes planted after 20 quiet days; runs with an alarm in the fortnight before are not counted there. */
export function studyDrift(
  noise: (seed: number, days: number) => number[],
  { runs, reference }: { runs: number; reference: number },
): DriftStudy {
  let alarms = 0;
  let calm = 0;
  const hits = Object.fromEntries(Object.keys(CHANGES).map((name) => [name, { found: 0, of: 0 }]));
  for (let seed = 0; seed < runs; seed++) {
    const days = noise(seed, reference + 90);
    const watch = fitDriftWatch({ value: days.slice(0, reference) });
    const quiet = advanceDrift(watch, { value: days.slice(reference) }).alarms;
    alarms += quiet.length;
    if (quiet.length <= 1) calm++;
    if (quiet.some(({ day }) => day < reference + 20)) continue;
    for (const [name, change] of Object.entries(CHANGES)) {
      const before = days.slice(reference, reference + 20);
      const after = days.slice(reference + 20, reference + 27).map(change);
      const hit = hits[name] ?? { found: 0, of: 0 };
      hit.of++;
      if (advanceDrift(watch, { value: [...before, ...after] }).alarms.length > 0) hit.found++;
    }
  }
  const found = Object.fromEntries(
    Object.entries(hits).map(([name, hit]) => [name, hit.found / hit.of]),
  );
  return { runs, falseAlarms: alarms / runs, atMostOne: calm / runs, found };
}

/** Shares of three brands as a survey of so many people tells them; from `since` on a brand wins `points` of the last one. */
export function studyShares({
  runs,
  reference,
  people,
  points,
}: {
  runs: number;
  reference: number;
  people: number;
  points: number;
}): { falseAlarms: number; found: number } {
  let alarms = 0;
  let found = 0;
  for (let seed = 0; seed < runs; seed++) {
    const next = uniformSource(seed, 5, purposeId("drift study"));
    const day = (shift: number) => {
      const shares = [0.3 + shift, 0.25, 0.45 - shift].map((share) => {
        const sd = Math.sqrt((share * (1 - share)) / people);
        return Math.max(0, share + sd * normalQuantile(next()));
      });
      const [a = 0, b = 0, c = 0] = shares;
      return { a, b, c };
    };
    const usual = Array.from({ length: reference + 90 }, () => day(0));
    const cut = (days: typeof usual) => shareSeries(days);
    const watch = fitDriftWatch(cut(usual.slice(0, reference)));
    alarms += advanceDrift(watch, cut(usual.slice(reference))).alarms.length;
    const changed = Array.from({ length: 7 }, () => day(points));
    if (advanceDrift(watch, cut(changed)).alarms.length > 0) found++;
  }
  return { falseAlarms: alarms / runs, found: found / runs };
}
