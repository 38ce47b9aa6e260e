import fc from "fast-check";
import { expect, it } from "vitest";
import { chooseCoupled, couple } from "./coupling.js";

const shares = (weights: readonly number[]): Float64Array => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Float64Array.from(weights, (weight) => weight / total);
};
const pair = fc.integer({ min: 1, max: 6 }).chain((n) => {
  const some = fc.array(fc.constantFrom(0, 0.2, 1, 3), { minLength: n, maxLength: n });
  const positive = some.filter((weights) => weights.some((weight) => weight > 0));
  return fc.tuple(positive.map(shares), positive.map(shares));
});

it("gives each brand its probability, and changes no more choices than it must", () => {
  fc.assert(
    fc.property(pair, ([base, choice]) => {
      const of = new Float64Array(choice.length);
      for (const { brand, length } of couple(base, choice)) of[brand]! += length;
      const steps = 4000;
      let same = 0;
      const counts = new Float64Array(choice.length);
      for (let i = 0; i < steps; i++) {
        const at = (i + 0.5) / steps;
        const now = chooseCoupled(base, { weights: choice, total: 1, at });
        counts[now]!++;
        if (now === chooseCoupled(base, { weights: base, total: 1, at })) same++;
      }
      let kept = 0;
      choice.forEach((c, j) => {
        expect(of[j]).toBeCloseTo(c, 12);
        expect(Math.abs(counts[j]! / steps - c)).toBeLessThan(0.01);
        kept += Math.min(c, base[j]!);
      });
      expect(Math.abs(same / steps - kept)).toBeLessThan(0.01);
    }),
    { numRuns: 60 },
  );
});
