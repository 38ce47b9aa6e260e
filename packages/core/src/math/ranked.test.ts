import fc from "fast-check";
import { expect, it } from "vitest";
import { ranked } from "./ranked.js";

const sizes = { minLength: 1, maxLength: 600, size: "max" } as const;
const values = fc.oneof(
  fc.array(fc.double({ noNaN: true }), sizes),
  fc.array(fc.double({ noNaN: true, min: 0, max: 1 }), sizes),
  fc.array(fc.constantFrom(-0, 0, 1e-320, 0.1, 0.3, 1e300), sizes),
  fc.array(fc.constantFrom(Number.NEGATIVE_INFINITY, 1, 2, Number.POSITIVE_INFINITY), sizes),
);

it("gives what sorting puts at every rank asked for, ties and infinities included, and changes nothing", () => {
  fc.assert(
    fc.property(values, fc.array(fc.nat()), fc.nat(2), (given, asked, from) => {
      const ranks = [...new Set(asked.map((rank) => rank % given.length))].sort((a, b) => a - b);
      const padded = Float64Array.from([...new Array<number>(from).fill(7), ...given]);
      const before = padded.slice();
      const found = new Float64Array(ranks.length);
      ranked(found, padded, { from, ranks });
      const sorted = Float64Array.from(given).sort();
      ranks.forEach((rank, k) => {
        expect(found[k] === sorted[rank]).toBe(true);
      });
      expect(padded).toStrictEqual(before);
    }),
  );
});
