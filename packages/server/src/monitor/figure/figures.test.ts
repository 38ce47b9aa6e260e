import fc from "fast-check";
import { expect, it } from "vitest";
import { type Observation, TargetState } from "../record/observation.js";
import { foldObservations, WatchRun } from "../record/watch-span.js";
import { uptimeFigures } from "./figures.js";

const SECOND = 1000;
const STATES = TargetState.options;
/** As the concept page says: where time was watched twice the worse counts. */
const RANK = ["unknown", "up", "degraded", "critical", "down"];

interface Step {
  readonly seconds: number;
  readonly watched: boolean;
  readonly state: TargetState;
  readonly boot: string;
  readonly kind: Observation["kind"];
  readonly requests: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  // Time goes back now and then.
  seconds: fc.oneof({ weight: 5, arbitrary: fc.nat(120) }, fc.integer({ min: -400, max: 400 })),
  watched: fc.boolean(),
  state: fc.constantFrom(...STATES),
  boot: fc.constantFrom("a", "b"),
  kind: fc.constantFrom("round", "exit", "verify", "stop"),
  requests: fc.nat(5),
});

const observationsOf = (steps: readonly Step[]): Observation[] => {
  let at = 1000 * SECOND;
  return steps.map(({ seconds, watched, state, boot, kind, requests }, i) => {
    at += seconds * SECOND;
    const isWatched = watched && seconds >= 0 && i > 0;
    return {
      n: i + 1,
      at,
      kind,
      state,
      boot: "m",
      target: boot,
      sinceMs: isWatched ? seconds * SECOND : null,
      ...(requests > 0 && { traffic: { requests, errors: 0, latency: { "10": requests } } }),
    };
  });
};

const planned = { from: 1500 * SECOND, to: 1600 * SECOND };
const counting = { maintenance: () => [planned], degradedIsUp: true };
const window = { from: 900 * SECOND, to: 4000 * SECOND };

it("counts every second as a painter of seconds does", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 2, maxLength: 40 }), (steps) => {
      const observations = observationsOf(steps);
      const painted = new Map<number, string>();
      for (const [i, before] of observations.entries()) {
        const after = observations[i + 1];
        if (after === undefined) break;
        const state = after.sinceMs === null ? "unknown" : before.state;
        for (let at = before.at; at < after.at; at += SECOND) {
          const old = painted.get(at) ?? "unknown";
          painted.set(at, RANK.indexOf(state) > RANK.indexOf(old) ? state : old);
        }
      }
      const expected = { up: 0, degraded: 0, down: 0, maintenance: 0, unknown: 0 };
      for (let at = window.from; at < window.to; at += SECOND) {
        const state = painted.get(at) ?? "unknown";
        if (at >= planned.from && at < planned.to) expected.maintenance += SECOND;
        else if (state === "critical" || state === "down") expected.down += SECOND;
        else expected[state as "up" | "degraded" | "unknown"] += SECOND;
      }
      const run = foldObservations(observations);
      const found = uptimeFigures(run === null ? [] : [run], window, counting);
      expect(found.time).toEqual(expected);
      const known = expected.up + expected.degraded + expected.down;
      const availability = known > 0 ? (expected.up + expected.degraded) / known : null;
      expect(found.availability).toBe(availability);
    }),
    { numRuns: 60 },
  );
});

it("gives the same figures however the record is compacted", () => {
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 1, maxLength: 60 }),
      fc.array(fc.nat(60), { maxLength: 5 }),
      (steps, cuts) => {
        const observations = observationsOf(steps);
        const edges = [0, ...cuts.filter((cut) => cut < observations.length), observations.length]
          .sort((a, b) => a - b)
          .filter((edge, i, all) => edge !== all[i - 1]);
        const runs = edges.slice(1).flatMap((edge, i) => {
          const run = foldObservations(observations.slice(edges[i], edge));
          // As it comes back from its file.
          return run === null ? [] : WatchRun.parse(JSON.parse(JSON.stringify(run)));
        });
        const whole = foldObservations(observations);
        expect(uptimeFigures(runs, window, counting)).toEqual(
          uptimeFigures(whole === null ? [] : [whole], window, counting),
        );
      },
    ),
    { numRuns: 150 },
  );
});
