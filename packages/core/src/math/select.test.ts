import fc from "fast-check";
import { expect, it } from "vitest";
import { selectRanks } from "./select.js";

const sizes = { minLength: 1, maxLength: 600, size: "max" } as const;
const values = fc.oneof(
  fc.array(fc.double({ noNaN: true }), sizes),
  fc.array(fc.double({ noNaN: true, min: 0, max: 1 }), sizes),
  fc.array(fc.constantFrom(-0, 0, 1e-320, 0.1, 0.3, 1e300), sizes),
);

it("puts what sorting would put at every rank asked for, ties and infinities included", () => {
  fc.assert(
    fc.property(values, fc.array(fc.nat()), (given, asked) => {
      const ranks = [...new Set(asked.map((rank) => rank % given.length))].sort((a, b) => a - b);
      const found = Float64Array.from(given);
      selectRanks(found, ranks);
      const sorted = Float64Array.from(given).sort();
      for (const rank of ranks) expect(found[rank] === sorted[rank]).toBe(true);
      expect([...found.sort()]).toEqual([...sorted]);
    }),
  );
});
