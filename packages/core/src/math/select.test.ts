import fc from "fast-check";
import { expect, it } from "vitest";
import { selectRanks } from "./select.js";

const values = fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 400 });

it("puts what sorting would put at every rank asked for, ties and infinities included", () => {
  fc.assert(
    fc.property(values, fc.array(fc.nat()), (given, asked) => {
      const ranks = [...new Set(asked.map((rank) => rank % given.length))].sort((a, b) => a - b);
      const found = Float64Array.from(given);
      selectRanks(found, ranks);
      const sorted = Float64Array.from(given).sort();
      for (const rank of ranks) expect(found[rank] === sorted[rank]).toBe(true);
      expect([...found].sort((a, b) => a - b).map(String)).toEqual([...sorted].map(String));
    }),
  );
});
