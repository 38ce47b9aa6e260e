import fc from "fast-check";
import { expect, it } from "vitest";
import { fromSortKey, toSortKey } from "./sort-key.js";

const text = fc.oneof(
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
  fc.string({ unit: fc.constantFrom("a", "é", "全", "😀", "\uff21", "\ud800", "\udfff", "\0") }),
);
const bytes = (value: string) => Buffer.from(toSortKey(value), "utf8");

it("sorts as UTF-8 bytes the way the original sorts by code units", () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Buffer.compare(bytes(a), bytes(b))).toBe(a < b ? -1 : a > b ? 1 : 0);
    }),
  );
});

it("gives every text back, lone surrogates too", () => {
  fc.assert(
    fc.property(text, (value) => {
      expect(fromSortKey(bytes(value).toString("utf8"))).toBe(value);
    }),
  );
});
