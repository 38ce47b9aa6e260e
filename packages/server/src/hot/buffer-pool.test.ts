import { expect, it } from "vitest";
import { createBufferPool } from "./buffer-pool.js";

it("lends a buffer again only after it was given back, and once", () => {
  const pool = createBufferPool({ budgetBytes: 2 ** 20 });
  const first = pool.take(40_000);
  const second = pool.take(40_000);
  expect(second.bytes.buffer).not.toBe(first.bytes.buffer);
  first.release();
  first.release();
  const third = pool.take(33_000);
  expect(third.bytes.buffer).toBe(first.bytes.buffer);
  expect(third.bytes.byteLength).toBe(33_000);
  expect(pool.take(40_000).bytes.buffer).not.toBe(first.bytes.buffer);
});

it("keeps no more than its budget", () => {
  const pool = createBufferPool({ budgetBytes: 64 * 2 ** 10 });
  const lent = [pool.take(40_000), pool.take(40_000)];
  for (const { release } of lent) release();
  const buffers = [pool.take(40_000), pool.take(40_000)].map(({ bytes }) => bytes.buffer);
  expect(buffers[0]).toBe(lent[0]?.bytes.buffer);
  expect(buffers[1]).not.toBe(lent[1]?.bytes.buffer);
});
