import type { Parameter } from "../../src/schema/parameter.js";
import type { Twin } from "../../src/schema/twin.js";

const estimated = (value: number, standardError: number): Parameter => ({
  value,
  standardError,
  unit: "1",
  origin: { kind: "estimated", rows: 100, from: "2026-01-01", to: "2026-03-31", method: "example" },
});

/** A small twin with every parameter known, to ask questions of. */
export function exampleTwin({
  personas = 2,
  regions = 2,
  brands = ["7-11", "FamilyMart", "Other"],
  price = 2.5,
}: {
  personas?: number;
  regions?: number;
  brands?: string[];
  price?: number;
} = {}): Twin {
  const n = brands.length;
  const cells = [];
  for (let p = 0; p < personas; p++) {
    for (let r = 0; r < regions; r++) {
      const weights = brands.map((_, j) => 1 + ((p + 2 * r + 3 * j) % 5) / 4);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const choice = weights.map((weight) => weight / total);
      cells.push({
        key: `P${p}_R${r}`,
        persona: `P${p}`,
        region: `R${r}`,
        people: 500 + 100 * p,
        peopleKnown: true,
        share: [...choice].reverse(),
        choice,
        choiceSpread: brands.map(() => 0.03),
        habit: estimated(0.4, 0.05),
        price: brands.map((_, j) => 30 + 5 * j),
        unitsPerDay: 400,
        rows: 90,
        from: "2026-01-01",
        to: "2026-03-31",
      });
    }
  }
  return {
    kind: "twin",
    version: 1,
    engine: "0.1.0",
    historyDigest: "0".repeat(64),
    demo: false,
    asOf: "2026-03-31",
    periodDays: 1,
    currency: "TWD",
    brands,
    cells,
    price: brands.map((_, j) => estimated(price + 0.2 * j, 0.3)),
    priceCovariance: brands.flatMap((_, i) => brands.map((__, j) => (i === j ? 0.09 : 0.02))),
    discount: null,
    points: estimated(0.2, 0.05),
    bogo: estimated(0.5, 0.1),
    feature: estimated(0.6, 0.1),
    display: estimated(0.3, 0.1),
    intensity: estimated(0.3, 0.1),
    saturation: estimated(2, 0.2),
    afterDip: estimated(0.3, 0.1),
    incidence: estimated(0.3, 0.1),
    buying: estimated(0.2, 0.05),
    electricity: {
      elasticity: estimated(-0.28, 0.1),
      budgetShare: estimated(0.03, 0.01),
      incomeEffect: estimated(0.5, 0.2),
      tradeDown: estimated(1, 0.3),
    },
    valuePositions: brands.map((_, j) => 0.1 * (j - (n - 1) / 2)),
    loyaltyProgrammes: brands.map((_, j) => (j < 2 ? 0.6 - 0.2 * j : 0)),
    triggers: {
      temperature: {
        effect: brands.map((_, j) => estimated(0.01 * (j - 1), 0.002)),
        normal: 22,
        spread: 5,
      },
      rain: {
        effect: brands.map((_, j) => estimated(-0.1 * (j - 1), 0.03)),
        category: estimated(-0.08, 0.02),
        normal: 0.3,
        spread: 0.45,
      },
      comfort: null,
      holiday: {
        effect: brands.map((_, j) => estimated(0.05 * j, 0.02)),
        normal: 0.1,
        spread: 0.3,
      },
      sentiment: null,
      trend: null,
    },
    noise: 0.001,
    spending: {},
    levers: brands.map((brand) => ({ lever: "price", brand, low: -0.2, high: 0.2, distinct: 40 })),
    backtest: null,
    verdict: { status: "valid", reasons: [], needs: [] },
    catalogue: { personas: [], regions: [], brands: [], events: [] },
  };
}
