import { describe, expect, it } from "vitest";
import { backtestTransitions, fitTransitions } from "../../src/index.js";
import { dataSet, readReference, readTable } from "./data-set.js";
import { cellCoverage, HABIT, panelCoverage, RARE, shareCoverage } from "./planted-transitions.js";

interface Reference {
  markov: {
    states: string[];
    counts: number[][];
    mle: number[][];
    stationary: number[];
    transitions: number;
    holdout: { markov_logloss: number; zero_order_logloss: number };
  };
}

describe.skipIf(dataSet("catsup") === null)(
  "brand switching on catsup (needs ../shared/data/catsup)",
  () => {
    const load = () => {
      const byHousehold = new Map<string, string[]>();
      for (const { id = "", choice = "" } of readTable("catsup")) {
        byHousehold.set(id, [...(byHousehold.get(id) ?? []), choice]);
      }
      return [...byHousehold].sort(([p], [q]) => Number(p) - Number(q)).map(([, row]) => row);
    };
    const { markov } = readReference<Reference>("catsup");

    it("agrees with the reference's counts, frequencies and long run", () => {
      const { states } = markov;
      const model = fitTransitions(load(), { states, concentration: 0 });
      expect(model.counts).toEqual(markov.counts);
      expect(model.transitions).toBe(markov.transitions);
      markov.mle.forEach((row, i) => {
        row.forEach((share, j) => {
          expect(model.frequencies[i]?.[j]).toBeCloseTo(share, 6);
          expect(model.lower[i]?.[j]).toBeLessThan(share);
          expect(model.upper[i]?.[j]).toBeGreaterThan(share);
        });
      });
      markov.stationary.forEach((share, i) => {
        expect(model.stationary[i]).toBeCloseTo(share, 5);
      });
      expect(model.order.zeroAgainstFirst.statistic).toBeCloseTo(519.65, 1);
      expect(model.order.chosen).toBe("own history");
      expect(model.weaknesses.map(({ code }) => code)).toContain("sequences_differ");
    });

    it("foretells unseen households as well as the reference by the matrix, and better by own history", () => {
      const { contestants } = backtestTransitions(load(), { heldOut: "last" });
      const loss = (name: string) => contestants[name]?.["log loss"];
      expect(loss("first")?.naive).toBeCloseTo(markov.holdout.zero_order_logloss, 3);
      expect(loss("first")?.score).toBeLessThan(markov.holdout.markov_logloss + 0.002);
      expect(loss("own history")?.score).toBeLessThan(1.02);
    });
  },
);

describe("planted transitions", () => {
  it("lie inside their intervals (a few of the 200 runs in docs/proof/transition.md)", () => {
    const corners = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ];
    for (const { inside, total } of [
      panelCoverage(HABIT, { runs: 25, sequences: 60, length: 8 }),
      panelCoverage(RARE, { runs: 25, sequences: 40, length: 8 }),
      cellCoverage({ runs: 8, alike: 40, sequences: 10 }),
      shareCoverage(HABIT, { runs: 15, people: 2000, periods: 10, starts: corners }),
    ]) {
      expect(inside / total).toBeGreaterThan(0.9);
    }
  });
});
