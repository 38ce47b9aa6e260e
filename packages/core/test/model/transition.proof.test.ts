import { expect, it } from "vitest";
import { isProof, recordProof } from "../../../../scripts/record-proof.js";
import {
  type Coverage,
  cellCoverage,
  HABIT,
  panelCoverage,
  percent,
  RARE,
  shareCoverage,
} from "./planted-transitions.js";

const runs = 200;
const corners = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [0.3, 0.3, 0.4],
];

const studies: Record<string, () => Coverage> = {
  "panel, 3 states, 200 sequences of 10": () =>
    panelCoverage(HABIT, { runs, sequences: 200, length: 10 }),
  "panel, 3 states, 20 sequences of 6": () =>
    panelCoverage(HABIT, { runs, sequences: 20, length: 6 }),
  "panel, 4 states with a zero and a rare one, 40 sequences of 8": () =>
    panelCoverage(RARE, { runs, sequences: 40, length: 8 }),
  "panel, one sequence of 300": () => panelCoverage(HABIT, { runs, sequences: 1, length: 300 }),
  "12 cells of 3 personas, cells alike (40), 15 sequences of 8 each": () =>
    cellCoverage({ runs, alike: 40, sequences: 15 }),
  "12 cells of 3 personas, cells different (8), 15 sequences of 8 each": () =>
    cellCoverage({ runs, alike: 8, sequences: 15 }),
  "12 cells of 3 personas, cells alike (40), 3 sequences of 8 each": () =>
    cellCoverage({ runs, alike: 40, sequences: 3 }),
  "shares, 4 paths of 12 periods, 2,000 people each": () =>
    shareCoverage(HABIT, { runs, people: 2000, periods: 12, starts: corners }),
  "shares, one path of 100 periods near the long run, 1,000 people": () =>
    shareCoverage(HABIT, { runs, people: 1000, periods: 100, starts: [[0.34, 0.33, 0.33]] }),
  "shares, one path of 30 periods, 500 people": () =>
    shareCoverage(HABIT, { runs, people: 500, periods: 30, starts: [[0.34, 0.33, 0.33]] }),
  "shares, 4 states with a zero, 4 paths of 20 periods, 5,000 people": () =>
    shareCoverage(RARE, {
      runs,
      people: 5000,
      periods: 20,
      starts: [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 0],
        [0, 0, 0, 1],
      ],
    }),
};

it.skipIf(!isProof)(
  "planted matrices lie inside their 95 % intervals in at least 93 % of 200 runs (PROOF=1)",
  { timeout: 3_600_000 },
  () => {
    const found = Object.entries(studies).map(([name, study]) => [name, study()] as const);
    recordProof(
      "transition",
      "planted transition matrices inside their 95 % intervals, 200 runs each: entries pooled over runs",
      Object.fromEntries(
        found.map(([name, { inside, total, joint, all, meanWidth }]) => [
          name,
          `${percent(inside, total)} of entries, mean width ${meanWidth.toFixed(3)}; all entries in ${percent(all, runs)} of runs, ${
            joint === all ? "no joint intervals" : `by joint intervals in ${percent(joint, runs)}`
          }`,
        ]),
      ),
    );
    for (const [name, { inside, total }] of found) {
      expect(inside / total, name).toBeGreaterThanOrEqual(0.93);
    }
  },
);
