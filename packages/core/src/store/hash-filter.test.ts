import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HashFilter } from "./hash-filter.js";
import { keyHash } from "./key-hash.js";

describe("a filter of hashes", () => {
  it("never forgets one that was added", () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeNat(), { maxLength: 3000 }), (hashes) => {
        const filter = new HashFilter();
        for (const hash of hashes) filter.add(hash);
        expect(hashes.every((hash) => filter.mayHold(hash))).toBe(true);
      }),
    );
  });

  it("takes hardly any other for one of them", () => {
    const filter = new HashFilter();
    for (let i = 0; i < 200_000; i++) filter.add(keyHash(`added ${i}`));
    let wrong = 0;
    for (let i = 0; i < 200_000; i++) if (filter.mayHold(keyHash(`other ${i}`))) wrong += 1;
    expect(wrong).toBeLessThan(3);
  });

  it("holds nothing at first", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (hash) => {
        expect(new HashFilter().mayHold(hash)).toBe(false);
      }),
    );
  });
});
