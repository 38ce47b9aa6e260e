import { beforeAll, describe, expect, it } from "vitest";
import {
  createLiveEngine,
  createLiveTwin,
  type LiveState,
  startState,
  stepLive,
} from "../../src/live/index.js";
import { learnTwin } from "../../src/model/index.js";
import type { CanonicalRecord } from "../../src/schema/record.js";
import { simulate } from "../../src/simulate/index.js";
import { memoryStore } from "../../src/store/index.js";
import { shiftedMarket } from "./live-market.js";
import { liveRun, QUIET_DAYS } from "./live-study.js";

const days = shiftedMarket(
  { seed: 3, days: 70, personas: 2, regions: 1, brands: 3, holidays: [] },
  { day: 60, shift: 0.5 },
);
const known = days.slice(0, 60).flat();
const later = days.slice(60).flat();

const historyOf = async (...batches: (readonly CanonicalRecord[])[]) => {
  const store = memoryStore();
  for (const records of batches) await store.commit({ records, deadLetters: [] });
  return store.history();
};

describe("live twin", () => {
  let state: LiveState;
  beforeAll(async () => {
    const history = await historyOf(known);
    state = startState(learnTwin(history), history);
  });

  it("finds a planted shift within a week, lets a challenger step up and promotes it within 30 days", async () => {
    const { news } = await liveRun({ seed: 4, shift: 0.5, days: 30, known: 60, regions: 1 });
    const kinds = news.map((one) => one.news.kind);
    expect(kinds.slice(0, 3)).toEqual(["drift", "challenged", "promoted"]);
    const [drift, , promoted] = news;
    expect(drift?.day).toBeLessThanOrEqual(QUIET_DAYS + 7);
    if (promoted?.news.kind !== "promoted") throw new Error("expected a promotion");
    const { trial, changes } = promoted.news;
    expect(trial.challengerLoss).toBeLessThan(trial.championLoss);
    expect(trial.days).toBeGreaterThanOrEqual(14);
    expect(changes.every(({ text }) => text.includes("→"))).toBe(true);
  });

  it("moves the cell that a record is of, its forecast too, and no other; parameters stand", async () => {
    const day = days[60] ?? [];
    const record = day.find(({ kind }) => kind === "behaviour");
    if (record?.kind !== "behaviour") throw new Error("expected a record");
    const others = day.filter((other) => other !== record);
    const before = stepLive(state, await historyOf(known, others), { refitDays: 28 });
    const after = stepLive(state, await historyOf(known, others, [record]), { refitDays: 28 });
    if (before === null || after === null) throw new Error("expected a twin");
    const key = `${record.persona}_${record.region}`;
    const moved = (a: typeof before.twin, b: typeof before.twin) =>
      a.cells.filter((cell, c) => String(cell.share) !== String(b.cells[c]?.share));
    expect(moved(before.twin, after.twin).map((cell) => cell.key)).toEqual([key]);
    expect(after.twin.price).toEqual(before.twin.price);
    const forecast = (twin: typeof before.twin) => simulate(twin, { durationDays: 7 }).baseline;
    const [old, fresh] = [forecast(before.twin), forecast(after.twin)];
    expect(fresh[key]).not.toEqual(old[key]);
    for (const [other, shares] of Object.entries(old))
      if (other !== key) expect(fresh[other]).toEqual(shares);
  });

  it("comes to the same twin in whatever order and however often records arrive", async () => {
    const once = stepLive(state, await historyOf(known, later), { refitDays: 28 });
    const shuffled = [...later].reverse();
    const again = stepLive(state, await historyOf(known, shuffled.slice(0, 5), later, shuffled), {
      refitDays: 28,
    });
    expect(again?.twin).toEqual(once?.twin);
    expect(again?.state.drift).toEqual(once?.state.drift);
  });

  it("goes on from a kept state as if it had never stopped", async () => {
    const history = await historyOf(known, later);
    const kept = structuredClone(state);
    expect(stepLive(kept, history, { refitDays: 28 })?.twin).toEqual(
      stepLive(state, history, { refitDays: 28 })?.twin,
    );
  });

  it("fits anew, and says so, when a brand enters; waits with a cell it does not know", async () => {
    const store = memoryStore();
    await store.commit({ records: known, deadLetters: [] });
    const live = createLiveTwin({ engine: createLiveEngine({ history: (q) => store.history(q) }) });
    expect((await live.update()).news).toMatchObject([{ kind: "refitted", cause: "start" }]);
    const behaviour = later.flatMap((record) => (record.kind === "behaviour" ? [record] : []));
    const [first] = behaviour;
    if (first === undefined) throw new Error("expected a record");
    const elsewhere = { ...first, key: "elsewhere", region: "Elsewhere" };
    await store.commit({ records: [elsewhere], deadLetters: [] });
    const waiting = await live.update();
    expect(waiting.unseen).toEqual([`${first.persona}_Elsewhere`]);
    const entered = behaviour
      .slice(1)
      .map((record) => ({ ...record, shares: { ...record.shares, New: 0 } }));
    await store.commit({ records: entered, deadLetters: [] });
    const refitted = await live.update();
    expect(refitted.news).toMatchObject([{ kind: "refitted", cause: "structure" }]);
    expect(refitted.twin.brands).toContain("New");
    expect(refitted.version).toBe(3);
  });

  it("answers every call, works on one at a time, and stops when it is closed", async () => {
    const store = memoryStore();
    await store.commit({ records: known, deadLetters: [] });
    let atOnce = 0;
    let most = 0;
    const engine = createLiveEngine({ history: (q) => store.history(q) });
    const live = createLiveTwin({
      engine: {
        ...engine,
        async look() {
          most = Math.max(most, ++atOnce);
          const seen = await engine.look();
          atOnce--;
          return seen;
        },
      },
    });
    const answers = await Promise.all([live.update(), live.update(), live.update()]);
    expect(answers.map(({ version }) => version)).toEqual([1, 2, 2]);
    expect(most).toBe(1);
    live.close();
    await expect(live.update()).rejects.toThrow("the live twin was closed");
  });

  it("keeps the champion and tells of it when a challenger cannot be fitted", async () => {
    const store = memoryStore();
    await store.commit({ records: known, deadLetters: [] });
    const failures: unknown[] = [];
    let fits = 0;
    const live = createLiveTwin({
      engine: createLiveEngine({
        history: (q) => store.history(q),
        refitDays: 1,
        async fit(history) {
          if (fits++ > 0) throw new Error("out of memory");
          return learnTwin(history);
        },
      }),
      onFailure: (error) => failures.push(error),
    });
    await live.update();
    await store.commit({ records: later, deadLetters: [] });
    const now = await live.update();
    await live.settled();
    expect(failures).toMatchObject([{ message: "out of memory" }]);
    expect(live.current()?.twin).toEqual(now.twin);
  });
});
