import { expect, it } from "vitest";
import type { ByteCache } from "../cache/byte-cache.js";
import { createMemoryCache } from "../cache/memory-cache.js";
import { type AnswerCache, createAnswerCache } from "./answer-cache.js";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

it("makes an answer once until it is cleared", async () => {
  const cache = createAnswerCache({ budgetBytes: 1000 });
  let made = 0;
  const make = async () => ({ made: ++made });
  expect(text(await cache.get("a", make))).toBe('{"made":1}');
  expect(text(await cache.get("a", make))).toBe('{"made":1}');
  cache.clear();
  expect(text(await cache.get("a", make))).toBe('{"made":2}');
});

it("drops what was used least recently", async () => {
  const cache = createAnswerCache({ budgetBytes: 44 });
  const made: string[] = [];
  const ask = (key: string) =>
    cache.get(key, async () => {
      made.push(key);
      return { key };
    });
  for (const key of ["a", "b", "c", "d", "a", "e", "a", "b"]) await ask(key);
  expect(made).toEqual(["a", "b", "c", "d", "e", "b"]);
});

it("keeps nothing that was made from data that have changed since", async () => {
  const cache = createAnswerCache({ budgetBytes: 1000 });
  const first = cache.get("a", async () => {
    cache.clear();
    return { old: true };
  });
  await first;
  expect(text(await cache.get("a", async () => ({ old: false })))).toBe('{"old":false}');
});

it("keeps no answer that failed", async () => {
  const cache = createAnswerCache({ budgetBytes: 1000 });
  await expect(cache.get("a", () => Promise.reject(new Error("down")))).rejects.toThrow("down");
  expect(text(await cache.get("a", async () => ({})))).toBe("{}");
});

it("makes an answer once however many ask at the same time, but not for those who ask after a change", async () => {
  const cache = createAnswerCache({ budgetBytes: 1000 });
  let made = 0;
  const ends: (() => void)[] = [];
  const make = () => {
    made += 1;
    const number = made;
    return new Promise<object>((resolve) => ends.push(() => resolve({ number })));
  };
  const before = [cache.get("a", make), cache.get("a", make)];
  cache.clear();
  const after = [cache.get("a", make), cache.get("a", make)];
  for (const end of ends) end();
  const texts = (await Promise.all([...before, ...after])).map(text);
  expect(texts).toEqual([1, 1, 2, 2].map((number) => `{"number":${number}}`));
  expect(text(await cache.get("a", make))).toBe('{"number":2}');
  expect(cache.counts()).toMatchObject({ misses: 2, joined: 2, hits: 1, entries: 1, bytes: 12 });
});

it("shares answers by what they are made from, and does without when the others cannot be asked", async () => {
  const cache = createMemoryCache({ budgetBytes: 1000 });
  let scope = "one";
  const shared = { cache, scope: async () => scope, ttlSeconds: 60 };
  const [first, second] = [1, 2].map(() => createAnswerCache({ budgetBytes: 1000, shared }));
  const ask = async (from: AnswerCache | undefined, made: string) =>
    JSON.parse(text((await from?.get("a", async () => ({ made }))) ?? new Uint8Array())).made;
  expect(await ask(first, "by first")).toBe("by first");
  expect(await ask(second, "by second")).toBe("by first");
  expect(second?.counts()).toMatchObject({ sharedHits: 1, misses: 0, errors: 0 });
  scope = "two";
  second?.clear();
  expect(await ask(second, "anew")).toBe("anew");
  // What was made while the data changed is shared with nobody.
  scope = "three";
  first?.clear();
  await first?.get("b", async () => {
    scope = "four";
    return {};
  });
  expect(cache.entries).toBe(2);

  const broken: ByteCache = {
    get: () => Promise.reject(new Error("gone")),
    set: () => Promise.reject(new Error("gone")),
  };
  const alone = createAnswerCache({
    budgetBytes: 1000,
    shared: { ...shared, cache: broken },
  });
  expect(await ask(alone, "alone")).toBe("alone");
  expect(await ask(alone, "again")).toBe("alone");
  expect(alone.counts()).toMatchObject({ misses: 1, hits: 1, errors: 2 });
});
