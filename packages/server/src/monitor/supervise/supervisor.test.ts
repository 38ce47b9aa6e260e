import { expect, it } from "vitest";
import { createFakeClock } from "../../../test/fake-clock.js";
import type { Observation, TargetState } from "../record/observation.js";
import type { Look } from "../watch/watcher.js";
import { waitBefore } from "./back-off.js";
import { createSupervisor } from "./supervisor.js";

const LIMITS = {
  ...{ unhealthyRounds: 3, verifyAfterMs: 10_000, most: 4, withinMs: 600_000 },
  ...{ firstWaitMs: 1000, longestWaitMs: 60_000 },
};

const lookOf = (state: TargetState, kind: Observation["kind"]): Look => ({
  observation: { n: 1, at: 0, kind, state, boot: "m", target: null, sinceMs: 0 },
  probe: null,
  unstored: false,
});

/** A supervised process whose looks after restarts find these states, one after the other. */
function supervised(found: TargetState[]) {
  const clock = createFakeClock(0);
  const log: string[] = [];
  const say = (what: string) => log.push(`${clock.elapsed() / 1000}: ${what}`);
  let end: (code: number) => void = () => undefined;
  const signal = new AbortController().signal;
  const supervisor = createSupervisor({
    ...{ limits: LIMITS, clock, random: () => 0.5, tell: () => undefined, signal },
    spawn() {
      say("start");
      let running = true;
      const ended = new Promise<number>((resolve) => {
        end = (code) => {
          running = false;
          resolve(code);
        };
      });
      const stop = async () => {
        say("stop");
        end(0);
        return 0;
      };
      return { ended, isRunning: () => running, send: () => undefined, stop };
    },
    note: async ({ state }) => void say(`note ${state}`),
    async verify() {
      const look = lookOf(found.shift() ?? "up", "verify");
      supervisor.report(look);
      return look;
    },
    answers: async () => true,
    record: (what) => void say(what),
    escalate: () => void say("escalate"),
  });
  const settle = async () => {
    for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
  };
  return {
    supervisor,
    log,
    settle,
    kill: () => end(137),
    see: (state: TargetState) => supervisor.see(lookOf(state, "round")),
  };
}

it("restarts what ended, looks ten seconds later, and tries again, later each time, until it helped", async () => {
  const { supervisor, log, settle, kill } = supervised(["critical", "down", "up"]);
  await supervisor.start();
  kill();
  await settle();
  expect(log).toEqual([
    ...["0: start", "0: note down"],
    ...[
      "1: start",
      "1: restarted (attempt 1)",
      "11: not verified",
      "11: escalate",
      "11: stopping",
      "11: stop",
    ],
    ...[
      "13: start",
      "13: restarted (attempt 2)",
      "23: not verified",
      "23: escalate",
      "23: stopping",
      "23: stop",
    ],
    ...["27: start", "27: restarted (attempt 3)", "37: verified"],
  ]);
  expect(supervisor.recovering()).toBe(false);
});

it("restarts what is unhealthy for three rounds, gives up when that never helps, and takes heart again", async () => {
  const { supervisor, log, settle, see } = supervised(Array(4).fill("critical"));
  await supervisor.start();
  for (const state of ["critical", "up", "down", "unknown", "critical"] as const) see(state);
  await settle();
  expect(log).toEqual(["0: start"]);
  see("critical");
  await settle();
  expect(log.filter((line) => line.includes("restarted"))).toHaveLength(4);
  expect(log.at(-1)).toContain("gave up");
  expect(supervisor.gaveUp()).toBe(true);
  for (let round = 0; round < 5; round += 1) see("critical");
  await settle();
  expect(log.at(-1)).toContain("gave up");
  see("up");
  expect(supervisor.gaveUp()).toBe(false);
});

it("waits twice as long each time, up to a limit, by chance a fifth more or less", () => {
  const waits = (chance: number) =>
    [1, 2, 3, 8, 50].map((n) => waitBefore(n, LIMITS, () => chance));
  expect(waits(0.5)).toEqual([1000, 2000, 4000, 60_000, 60_000]);
  expect(waits(0)[4]).toBe(48_000);
  expect(waits(1)[4]).toBe(72_000);
});
