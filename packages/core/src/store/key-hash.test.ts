import fc from "fast-check";
import { expect, it } from "vitest";
import { keyHash } from "./key-hash.js";

it("is a whole number of at most 53 bits, the same each time", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const hash = keyHash(text);
      expect(Number.isSafeInteger(hash) && hash >= 0).toBe(true);
      expect(keyHash(text)).toBe(hash);
    }),
  );
});

it("tells a hundred thousand keys apart", () => {
  const keys = Array.from(
    { length: 100_000 },
    (_, i) => `["behaviour",${1_772_647_204_000 + i},"Fresh_Grad","Taipei"]`,
  );
  expect(new Set(keys.map(keyHash)).size).toBe(keys.length);
});
