import fc from "fast-check";
import { expect, it } from "vitest";
import { retryDelayMs } from "./retry.js";

const baseMs = fc.integer({ min: 1, max: 10_000 });
const capMs = fc.integer({ min: 1, max: 600_000 });
const attempt = fc.integer({ min: 1, max: 5_000 });

it("waits anything between nothing and a limit that doubles up to the cap", () => {
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(baseMs, capMs, attempt, chance, (base, cap, n, random) => {
      const wait = retryDelayMs(n, { retry: { baseMs: base, capMs: cap }, random: () => random });
      const limit = Math.min(cap, base * 2 ** Math.min(n - 1, 1000));
      expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).toBeLessThanOrEqual(limit);
      expect(wait).toBeCloseTo(random * limit, 6);
    }),
  );
});
