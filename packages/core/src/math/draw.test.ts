import fc from "fast-check";
import { expect, it } from "vitest";
import { fillNormal, fillUniform, normal, purposeId, uniform, uniformSource } from "./draw.js";
import { normalQuantile } from "./normal-quantile.js";
import { mean, variance } from "./summary.js";

const word = fc.integer({ min: 0, max: 0xffffffff });
const seed = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const index = fc.integer({ min: 0, max: 2 ** 40 });

it("gives each index its own draw, however it is asked for", () => {
  fc.assert(
    fc.property(
      seed,
      word,
      word,
      index,
      fc.integer({ min: 0, max: 9 }),
      (s, stream, purpose, first, length) => {
        const filled = new Float64Array(length);
        fillUniform(filled, s, stream, purpose, first);
        const single = Array.from(filled, (_, i) => uniform(s, stream, first + i, purpose));
        expect([...filled]).toEqual(single);
        const normals = new Float64Array(length);
        fillNormal(normals, s, stream, purpose, first);
        expect([...normals]).toEqual(single.map(normalQuantile));
        expect(normal(s, stream, first, purpose)).toBe(
          normalQuantile(uniform(s, stream, first, purpose)),
        );
      },
    ),
  );
  const next = uniformSource(5, 6, 7);
  const source = Array.from({ length: 9 }, () => next());
  expect(source).toEqual(source.map((_, i) => uniform(5, 6, i, 7)));
});

it("changes with every part of the key and stays strictly between 0 and 1", () => {
  fc.assert(
    fc.property(seed, word, index, word, (s, stream, i, purpose) => {
      const draw = uniform(s, stream, i, purpose);
      expect(draw).toBeGreaterThan(0);
      expect(draw).toBeLessThan(1);
      // 52 bits in the middle of their cell: an odd multiple of 2^-53.
      expect((draw * 2 ** 53) % 2).toBe(1);
      const others = [
        uniform((s + 1) % 2 ** 53, stream, i, purpose),
        uniform((s + 2 ** 32) % 2 ** 53, stream, i, purpose),
        uniform(s, (stream + 1) % 2 ** 32, i, purpose),
        uniform(s, stream, i + 1, purpose),
        uniform(s, stream, i + 2 ** 33, purpose),
        uniform(s, stream, i, (purpose + 1) % 2 ** 32),
      ];
      expect(new Set([draw, ...others]).size).toBe(7);
    }),
  );
});

it("spreads evenly, and normally", () => {
  const draws = new Float64Array(100_000);
  fillUniform(draws, 1, 2, 3);
  expect(Math.abs(mean(draws) - 0.5)).toBeLessThan(4 / Math.sqrt(12 * draws.length));
  const bins = new Float64Array(100);
  for (const draw of draws) bins[Math.floor(draw * 100)] = (bins[Math.floor(draw * 100)] ?? 0) + 1;
  const chiSquared = bins.reduce((total, count) => total + (count - 1000) ** 2 / 1000, 0);
  expect(chiSquared).toBeGreaterThan(50);
  expect(chiSquared).toBeLessThan(160);
  fillNormal(draws, 1, 2, 4);
  expect(Math.abs(mean(draws))).toBeLessThan(4 / Math.sqrt(draws.length));
  expect(Math.abs(variance(draws) - 1)).toBeLessThan(0.02);
});

it("names purposes by FNV-1a of their UTF-8", () => {
  // Published test vectors of the FNV specification (draft-eastlake-fnv, appendix C).
  expect([purposeId(""), purposeId("a"), purposeId("foobar")]).toEqual([
    0x811c9dc5, 0xe40c292c, 0xbf9cf968,
  ]);
  expect(purposeId("價")).not.toBe(purposeId("格"));
});
