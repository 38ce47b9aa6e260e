import fc from "fast-check";
import { expect, it } from "vitest";
import { createTokenBucket } from "./token-bucket.js";

const { signal } = new AbortController();

it("never lets more pass in a minute than agreed, whenever they come", async () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 60 });
  const rate = fc.integer({ min: 1, max: 30 });
  await fc.assert(
    fc.asyncProperty(
      gaps,
      rate,
      fc.integer({ min: 1, max: 5 }),
      async (waits, perMinute, burst) => {
        let now = 1_700_000_000_000;
        const sleep = async (milliseconds: number) => {
          now += milliseconds;
        };
        const bucket = createTokenBucket({ perMinute, burst, timing: { now: () => now, sleep } });
        const passed: number[] = [];
        for (const wait of waits) {
          now += wait;
          await bucket.take(signal);
          passed.push(now);
        }
        for (const from of passed) {
          const within = passed.filter((at) => at >= from && at < from + 60_000).length;
          expect(within).toBeLessThanOrEqual(perMinute + burst);
        }
      },
    ),
    { numRuns: 200 },
  );
});
