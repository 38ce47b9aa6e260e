import fc from "fast-check";
import { expect, it } from "vitest";
import { addLatency, latencyBucket, latencyQuantile } from "./latency-sketch.js";

const sketchOf = (latencies: readonly number[]) => {
  const sketch: Record<string, number> = {};
  for (const one of latencies) addLatency(sketch, { [latencyBucket(one)]: 1 });
  return sketch;
};

it("is within 2 % of the exact quantile, and adds up exactly", () => {
  const latencies = fc.array(fc.double({ min: 0.002, max: 100_000, noNaN: true }), {
    minLength: 1,
  });
  fc.assert(
    fc.property(latencies, latencies, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, q) => {
      const all = [...a, ...b].sort((x, y) => x - y);
      const exact = all[Math.max(0, Math.ceil(q * all.length) - 1)] ?? Number.NaN;
      const sum = sketchOf(a);
      addLatency(sum, sketchOf(b));
      expect(sum).toEqual(sketchOf(all));
      const found = latencyQuantile(sum, q) ?? Number.NaN;
      expect(Math.abs(found - exact) / exact).toBeLessThan(0.02);
    }),
  );
  expect(latencyQuantile({}, 0.95)).toBeNull();
});
