import fc from "fast-check";
import { expect, it } from "vitest";
import { buffersOfColumns, packColumns } from "./packed-columns.js";

const words = fc.uint8Array({ maxLength: 40 });

it("packs columns into one buffer and changes no value", () => {
  const numbers = fc.float64Array({ maxLength: 9, noNaN: false });
  fc.assert(
    fc.property(
      numbers,
      words,
      words,
      fc.uint32Array({ maxLength: 9 }),
      (at, demo, bytes, ends) => {
        // Views into a larger buffer, as a builder gives them.
        const within = new Uint8Array([1, 2, 3, ...bytes, 4]).subarray(3, 3 + bytes.length);
        const columns = { rows: 3, names: ["a"], at, demo, raw: { bytes: within, ends } };
        const packed = packColumns(columns);
        expect(packed).toEqual(columns);
        expect(buffersOfColumns(packed)).toEqual([packed.at.buffer]);
      },
    ),
  );
});

it("names each buffer once, and none of what is no array", () => {
  const demo = new Uint8Array(8);
  const ends = new Uint32Array(demo.buffer, 0, 1);
  const other = new Float64Array(1);
  const columns = { rows: 1, names: ["ends"], demo, raw: { bytes: demo, ends }, other };
  expect(buffersOfColumns(columns)).toEqual([demo.buffer, other.buffer]);
});

it("gives room to large columns in whole steps, so that one fits where another was", () => {
  const sizes = [300_000, 500_000].map((size) => packColumns({ raw: new Uint8Array(size) }));
  expect(sizes.map(({ raw }) => raw.buffer.byteLength)).toEqual([524_288, 524_288]);
  expect(packColumns({ raw: new Uint8Array(10) }).raw.buffer.byteLength).toBe(16);
});
