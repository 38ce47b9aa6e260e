import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalJson } from "../math/digest.js";
import type { RecordStore } from "../store/record-store.js";
import { arbitraryLetter } from "./arbitrary-record.js";

const letters = fc.array(arbitraryLetter, { maxLength: 12 });

/** Dead letters are kept whole, found by rule and source, paged by id, and removed once. */
export function letterContract(
  fresh: () => Promise<RecordStore>,
  { runs }: { readonly runs: number },
): void {
  it("keeps, pages and removes dead letters, whole", async () => {
    await fc.assert(
      fc.asyncProperty(letters, async (dead) => {
        const store = await fresh();
        await store.commit({ records: [], deadLetters: dead });
        const byId = [...new Map(dead.map((letter) => [letter.id, letter])).values()].sort(
          (a, b) => (a.id < b.id ? -1 : 1),
        );
        expect(canonicalJson(await store.deadLetters({}))).toBe(canonicalJson(byId));
        const rule = byId.filter((letter) => letter.rule === "missing");
        expect(await store.deadLetters({ rule: "missing" })).toEqual(rule);
        const source = byId.filter(({ position }) => position.source === "bad-1.jsonl");
        expect(await store.deadLetters({ source: "bad-1.jsonl" })).toEqual(source);
        const moment = byId.find(({ rejectedAt }) => rejectedAt !== null)?.rejectedAt ?? 0;
        const since = byId.filter(({ rejectedAt }) => (rejectedAt ?? -1) >= moment);
        expect(await store.deadLetters({ since: moment })).toEqual(since);
        const within = since.filter(({ rejectedAt }) => rejectedAt === moment);
        expect(await store.deadLetters({ since: moment, until: moment })).toEqual(within);
        const rules = [...new Set(byId.map((letter) => letter.rule))].sort();
        expect(Object.entries(await store.letterCounts())).toEqual(
          rules.map((one) => [one, byId.filter((letter) => letter.rule === one).length]),
        );
        const afterId = byId[0]?.id;
        expect(await store.deadLetters({ afterId, limit: 2 })).toEqual(
          afterId === undefined ? [] : byId.slice(1, 3),
        );
        const { version } = await store.content();
        await store.removeDeadLetters(byId.slice(0, 1).map(({ id }) => id));
        await store.removeDeadLetters(["0".repeat(64)]);
        expect(await store.deadLetters({})).toEqual(byId.slice(1));
        expect((await store.content()).version).toBe(version + Math.min(1, byId.length));
      }),
      { numRuns: runs },
    );
  });
}
