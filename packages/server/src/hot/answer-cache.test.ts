import { expect, it } from "vitest";
import { createAnswerCache } from "./answer-cache.js";

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
