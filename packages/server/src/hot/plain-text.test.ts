import fc from "fast-check";
import { expect, it } from "vitest";
import { jsonOf, quoted, writeText } from "./plain-text.js";

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom("新鮮人", 'a"\\'),
);

it("writes JSON as JSON.stringify does", () => {
  const value = fc.oneof(text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
  const record = fc.dictionary(text, value);
  fc.assert(
    fc.property(record, (one) => {
      expect(jsonOf(one)).toBe(JSON.stringify(one));
    }),
  );
  fc.assert(
    fc.property(text, (one) => {
      expect(quoted(one)).toBe(JSON.stringify(one));
    }),
  );
});

it("writes texts as UTF-8", () => {
  fc.assert(
    fc.property(text, fc.nat(9), (one, at) => {
      const [found, expected] = [Buffer.alloc(500), Buffer.alloc(500)];
      const long = one.slice(0, 150);
      expect(writeText(long, found, at)).toBe(expected.write(long, at, "utf8"));
      const end = at + Buffer.byteLength(long);
      expect(found.subarray(0, end)).toEqual(expected.subarray(0, end));
    }),
  );
});
