import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitParts, type PartInput } from "./purchase-part.js";

/** A region whose cells buy `bought` of its units, with so many people behind their shares. */
function region(
  shares: readonly (readonly number[])[],
  {
    bought,
    units = 1e6,
    variance = 1e-6,
  }: { bought: readonly number[]; units?: number; variance?: number },
): PartInput[] {
  const sold = Float64Array.from(shares[0] ?? [], (_, j) =>
    shares.reduce((sum, share, c) => sum + units * (bought[c] ?? 0) * (share[j] ?? 0), 0),
  );
  return shares.map((share) => ({
    part: 1 / shares.length,
    share: Float64Array.from(share),
    variance,
    sold,
    units,
  }));
}

const UNLIKE = [
  [0.6, 0.3, 0.1],
  [0.2, 0.3, 0.5],
];

describe("parts of a region's units", () => {
  it("are told by the units of brands, whatever people are surveyed", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.25, max: 0.75, noNaN: true }), (first) => {
        const [parts] = fitParts([region(UNLIKE, { bought: [first, 1 - first] })]);
        expect(parts?.[0]?.part).toBeCloseTo(first, 2);
        expect(parts?.[0]?.spread).toBeLessThan(0.03);
        expect((parts?.[0]?.part ?? 0) + (parts?.[1]?.part ?? 0)).toBeCloseTo(1, 12);
      }),
    );
  });

  it("are people's where cells choose alike, and the error is that of the prior", () => {
    const alike = [UNLIKE[0] ?? [], UNLIKE[0] ?? []];
    const [parts] = fitParts([region(alike, { bought: [0.7, 0.3] })]);
    expect(parts?.[0]).toEqual({ part: 0.5, spread: expect.closeTo(0.5, 6) });
  });

  it("are less sure where units fit no mixture of the shares", () => {
    const sound = region(
      [...UNLIKE, [0.3, 0.6, 0.1]].map((row) => [...row, 0.1].map((x) => x / 1.1)),
      {
        bought: [0.4, 0.3, 0.3],
      },
    );
    const sold = (sound[0]?.sold ?? new Float64Array()).map(
      (value, j) => (j === 3 ? 1.5 : 1) * value,
    );
    const odd = sound.map((cell) => ({ ...cell, sold }));
    const spread = (cells: PartInput[]) => fitParts([cells])[0]?.[0]?.spread ?? 0;
    expect(spread(odd)).toBeGreaterThan(3 * spread(sound));
  });

  it("know errors as large as surveys err", () => {
    const errors: number[] = [];
    for (let i = 0; i < 40; i++) {
      const wrong = UNLIKE.map((row, c) => {
        const by = 0.01 * (((i * (7 + 4 * c)) % 11) / 5 - 1);
        return row.map((x, j) => x + (j === 0 ? by : j === 2 ? -by : 0));
      });
      const cells = region(UNLIKE, { bought: [0.5, 0.5], variance: 3e-4 });
      const [parts] = fitParts([
        cells.map((cell, c) => ({ ...cell, share: Float64Array.from(wrong[c] ?? []) })),
      ]);
      const [one, other] = parts ?? [];
      const difference = Math.log((one?.part ?? 1) / (other?.part ?? 1));
      errors.push(difference / Math.hypot(one?.spread ?? 0, other?.spread ?? 0));
    }
    const rms = Math.sqrt(errors.reduce((sum, z) => sum + z * z, 0) / errors.length);
    expect(rms).toBeGreaterThan(0.3);
    expect(rms).toBeLessThan(1.2);
  });

  it("of one cell are all, and nothing is said where units are not told", () => {
    expect(fitParts([region([[0.5, 0.5]], { bought: [1] }), null])).toEqual([
      [{ part: 1, spread: 0 }],
      null,
    ]);
  });
});
