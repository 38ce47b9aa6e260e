import { expect } from "vitest";

/** How many doubles lie between two numbers; 0 for the same bits and for two NaN, Infinity for NaN against a number. */
export function ulpsBetween(a: number, b: number): number {
  if (Object.is(a, b)) return 0;
  if (Number.isNaN(a) || Number.isNaN(b)) return Infinity;
  const bits = new BigInt64Array(new Float64Array([a, b]).buffer);
  const [left = 0n, right = 0n] = [...bits].map((word) =>
    word < 0n ? -(word & 0x7fffffffffffffffn) - 1n : word,
  );
  return Math.abs(Number(left - right));
}

interface RatioMatchers {
  /** Passes where found / expected - 1 is at most `tolerance` in magnitude. */
  toBeCloseToRatio(expected: number, tolerance: number): void;
}

declare module "vitest" {
  // biome-ignore lint/suspicious/noExplicitAny: vitest's own signature, which a merged declaration must repeat
  interface Matchers<T = any> extends RatioMatchers {}
}

expect.extend({
  toBeCloseToRatio(found: number, expected: number, tolerance: number) {
    const error = found === expected ? 0 : Math.abs(found / expected - 1);
    return {
      pass: error <= tolerance,
      message: () =>
        `found ${found}, expected ${expected} within ${tolerance}: relative error ${error}`,
    };
  },
});
