import { expect, it } from "vitest";
import { isProof, recordProof } from "../../../../scripts/record-proof.js";
import { type MarketResult, studyOf } from "./planted-study.js";
import { figuresOf } from "./study-figures.js";

const MARKETS = 100;

it.skipIf(!isProof)(
  "a hundred generated markets: what the twins say against what was planted (PROOF=1)",
  { timeout: 3_600_000 },
  async () => {
    const results: MarketResult[] = [];
    for (let seed = 1; seed <= MARKETS; seed++) results.push(await studyOf(seed));
    const { figures, shareCoverage80, forecastCoverage80, earned, wrongRefusals } =
      figuresOf(results);
    recordProof(
      "planted-study",
      `${MARKETS} generated markets: what twins say against the planted truth`,
      figures,
    );
    console.table(figures);
    expect(shareCoverage80).toBeGreaterThanOrEqual(0.7);
    expect(shareCoverage80).toBeLessThanOrEqual(0.9);
    expect(forecastCoverage80).toBeGreaterThanOrEqual(0.75);
    expect(forecastCoverage80).toBeLessThanOrEqual(0.85);
    expect(earned).toBeGreaterThan(0.9);
    expect(wrongRefusals).toBeLessThan(0.05);
  },
);
