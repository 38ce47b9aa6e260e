import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createPieceHasher, createTextHasher } from "./text-hasher.js";

// node:crypto (OpenSSL) is the independent reference.
const reference = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");

const characters = ["a", "é", "新", "😀", "y"];

it("agrees with OpenSSL on every length around the block size", () => {
  const hash = createTextHasher();
  for (let length = 0; length < 300; length++) {
    const text = Array.from({ length }, (_, i) => characters[i % 5]).join("");
    expect(hash(text)).toBe(reference(text));
  }
});

it("agrees with OpenSSL on any text, one after the other in the same buffer", () => {
  const hash = createTextHasher();
  const texts = fc.array(fc.string({ unit: "grapheme", maxLength: 5000, size: "max" }), {
    maxLength: 5,
  });
  fc.assert(
    fc.property(texts, (all) => {
      for (const text of all) expect(hash(text)).toBe(reference(text));
    }),
  );
});

it("gives one digest for a text, whatever pieces it comes in and whether they are in UTF-8 already", () => {
  const hash = createPieceHasher();
  const piece = fc.tuple(fc.string({ unit: "grapheme", maxLength: 200 }), fc.boolean());
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (all) => {
      const pieces = all.map(([text, isWritten]) => (isWritten ? Buffer.from(text) : text));
      expect(hash(pieces)).toBe(reference(all.map(([text]) => text).join("")));
    }),
  );
});
