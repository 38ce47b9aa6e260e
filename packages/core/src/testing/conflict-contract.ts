import { expect, it } from "vitest";
import { digest } from "../math/digest.js";
import type { BehaviourRecord } from "../schema/record.js";
import { deadLetter } from "../store/dead-letter.js";
import type { RecordStore } from "../store/record-store.js";

/** One cell at one time, as told by one source. */
function record(
  people: number,
  { generatedAt = null as number | null, line = 1 } = {},
): BehaviourRecord {
  const content = {
    kind: "behaviour" as const,
    key: '["behaviour",1772647204000,"Fresh_Grad","Taipei"]',
    at: 1_772_647_204_000,
    offsetMinutes: 480,
    date: "2026-03-05",
    generatedAt,
    demo: false,
    persona: "Fresh_Grad",
    region: "Taipei",
    people,
    shares: { "7-11": 0.294, FamilyMart: 0.336, Other: 0.37 },
    satisfaction: 0.721,
    digitalAdoption: null,
    gamification: null,
    efficiency: 0.585,
    insights: [],
  };
  const position = { source: "behaviour.jsonl", line, offset: line * 100 };
  return { ...content, hash: digest(content), repairs: [], position, raw: `{"n":${people}}` };
}

/** The deletion of that cell at that time. */
function deletion(generatedAt: number, revision?: number): BehaviourRecord {
  const { position, ...whole } = record(0, { generatedAt });
  const made = { generatedAt, ...(revision !== undefined && { revision }) };
  const content = { key: whole.key, ...made, deleted: true as const };
  return { ...whole, ...content, hash: digest(content), position, raw: `{"d":${generatedAt}}` };
}

/** Cases of the law of conflicts, spelled out. */
export function conflictContract(create: () => Promise<RecordStore>): void {
  const commit = (store: RecordStore, ...records: BehaviourRecord[]) =>
    store.commit({ records, deadLetters: [] });

  it("takes the same content again as a duplicate, and keeps where it first came from", async () => {
    const store = await create();
    expect(await commit(store, record(500))).toMatchObject({ stored: 1, byKind: { behaviour: 1 } });
    expect(await commit(store, record(500, { line: 9 }))).toMatchObject({
      stored: 0,
      duplicates: 1,
    });
    expect((await store.behaviour({}))[0]?.position.line).toBe(1);
    expect((await store.content()).version).toBe(1);
  });

  it("lets the later made record stand, and buries the earlier one with its text", async () => {
    const store = await create();
    const [early, late] = [record(500, { generatedAt: 1 }), record(400, { generatedAt: 2 })];
    await commit(store, early);
    expect(await commit(store, late)).toMatchObject({ stored: 1, displaced: 1, deadLettered: 0 });
    expect(await store.behaviour({})).toEqual([late]);
    const [letter] = await store.deadLetters({ rule: "superseded" });
    expect(letter).toMatchObject({ kind: "behaviour", raw: early.raw, position: early.position });
    expect(await commit(store, early)).toMatchObject({ stored: 0, duplicates: 1, deadLettered: 0 });
  });

  it("dead-letters a record that loses, and says so by rule", async () => {
    const store = await create();
    const [unmade, made] = [record(500), record(400, { generatedAt: 1 })];
    await commit(store, made);
    const report = await commit(store, unmade);
    expect(report).toMatchObject({ stored: 0, deadLettered: 1, superseded: 1, displaced: 0 });
    expect(report.byRule).toEqual({ superseded: 1 });
    expect(await store.behaviour({})).toEqual([made]);
  });

  it("decides by the greater hash where neither says when it was made, also within one batch", async () => {
    const store = await create();
    const [low, high] = [record(1), record(2)].sort((a, b) => (a.hash < b.hash ? -1 : 1));
    if (low === undefined || high === undefined) throw new RangeError("two records");
    expect(await commit(store, low, high, low)).toMatchObject({
      stored: 2,
      displaced: 1,
      duplicates: 1,
      deadLettered: 0,
    });
    expect(await store.behaviour({})).toEqual([high]);
  });

  it("hides what is deleted, and dead-letters what comes later but is older", async () => {
    const store = await create();
    const [early, gone, later] = [record(1, { generatedAt: 1 }), deletion(2), deletion(3)];
    await commit(store, early);
    expect(await commit(store, gone)).toMatchObject({ stored: 1, displaced: 1, deadLettered: 0 });
    expect(await store.behaviour({})).toEqual([]);
    expect((await store.content()).records.behaviour).toBe(0);
    expect(await commit(store, gone)).toMatchObject({ stored: 0, duplicates: 1 });
    expect(await commit(store, record(2))).toMatchObject({ stored: 0, superseded: 1 });
    expect(await commit(store, later)).toMatchObject({ stored: 1, displaced: 1 });
    const again = record(3, { generatedAt: 4 });
    expect(await commit(store, again)).toMatchObject({ stored: 1, displaced: 1 });
    expect(await store.behaviour({})).toEqual([again]);
  });

  it("orders changes of one millisecond by their revision, and lets a deletion stand in a tie", async () => {
    const store = await create();
    const of = (people: number, revision: number) => {
      const made = { ...record(people, { generatedAt: 5 }), revision };
      return { ...made, hash: digest([people, revision]) };
    };
    await commit(store, of(1, 7), of(2, 9), of(1, 8));
    expect((await store.behaviour({})).map(({ people }) => people)).toEqual([2]);
    expect(await commit(store, deletion(5, 9))).toMatchObject({ stored: 1, displaced: 1 });
    expect(await store.behaviour({})).toEqual([]);
    expect(await commit(store, of(3, 8))).toMatchObject({ superseded: 1 });
    expect(await commit(store, of(3, 10))).toMatchObject({ stored: 1, displaced: 1 });
    expect((await store.behaviour({})).map(({ people }) => people)).toEqual([3]);
  });

  it("keeps checkpoints with their batch, the last one of each source", async () => {
    const store = await create();
    const first = { source: "a.jsonl", offset: 10, line: 1, fingerprint: "x" };
    const then = { ...first, offset: 2 ** 33, line: 2 };
    await store.commit({ records: [], deadLetters: [], checkpoint: first });
    await store.commit({ records: [], deadLetters: [], checkpoint: then });
    await store.commit({ records: [], deadLetters: [], checkpoint: { ...first, source: "b" } });
    expect(await store.checkpoint("a.jsonl")).toEqual(then);
    expect(await store.checkpoint("c")).toBeNull();
    expect((await store.content()).version).toBe(0);
  });

  it("counts a dead letter that it has as a duplicate", async () => {
    const store = await create();
    const letter = deadLetter({
      kind: null,
      rejection: { rule: "not_json", field: null, found: "x", expected: "JSON" },
      position: { source: "a.jsonl", line: 3, offset: 9 },
      raw: "x",
    });
    const batch = { records: [], deadLetters: [letter, letter] };
    expect(await store.commit(batch)).toMatchObject({ deadLettered: 1, duplicates: 1 });
    expect(await store.commit(batch)).toMatchObject({ deadLettered: 0, duplicates: 2 });
  });

  it("runs commits that are asked for at once, one after the other", async () => {
    const store = await create();
    const rows = Array.from({ length: 8 }, (_, i) => record(500 + i, { generatedAt: i }));
    const reports = await Promise.all(rows.map((row) => commit(store, row)));
    expect(reports.map(({ stored }) => stored)).toEqual(rows.map(() => 1));
    expect((await store.content()).records.behaviour).toBe(1);
    expect((await store.content()).deadLetters).toBe(7);
  });
}
