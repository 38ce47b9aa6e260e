import { expect, it } from "vitest";
import { createBufferPool } from "./buffer-pool.js";

it("lends a buffer again only after it was given back, and once", () => {
  const pool = createBufferPool({ budgetBytes: 2 ** 20 });
  const first = pool.take(40_000);
  const second = pool.take(40_000);
  expect(second.buffer).not.toBe(first.buffer);
  first.release();
  first.release();
  const third = pool.take(33_000);
  expect(third.buffer).toBe(first.buffer);
  expect(third.buffer.byteLength).toBeGreaterThanOrEqual(33_000);
  expect(pool.take(40_000).buffer).not.toBe(first.buffer);
});

it("keeps no more than its budget", () => {
  const pool = createBufferPool({ budgetBytes: 64 * 2 ** 10 });
  const lent = [pool.take(40_000), pool.take(40_000)];
  for (const { release } of lent) release();
  const buffers = [pool.take(40_000), pool.take(40_000)].map(({ buffer }) => buffer);
  expect(buffers[0]).toBe(lent[0]?.buffer);
  expect(buffers[1]).not.toBe(lent[1]?.buffer);
});
