/** A twin of one cell and three brands, all of it made up: what is measured is time. */
import { Twin } from "@cdp-whatif/core";

const habit = 0.4;
const choice = [0.3, 0.3, 0.4];
const rate = 0.8;

/** @param {number} value */
const known = (value) => ({ value, standardError: 0, unit: "1", origin: { kind: "user" } });

const twin = Twin.parse({
  kind: "twin",
  version: 1,
  engine: "0",
  historyDigest: "0".repeat(64),
  demo: false,
  asOf: "2026-01-01",
  periodDays: 1,
  currency: "TWD",
  brands: ["A", "B", "C"],
  cells: [
    {
      key: "P_R",
      persona: "P",
      region: "R",
      people: 1000,
      peopleKnown: true,
      share: [0.5, 0.3, 0.2],
      choice,
      choiceSpread: [0, 0, 0],
      habit: known(habit),
      price: [30, 35, 40],
      unitsPerDay: 1000 * rate,
      rows: 100,
      from: "2025-01-01",
      to: "2026-01-01",
    },
  ],
  price: [known(2.5), known(2.5), known(2.5)],
  priceCovariance: new Array(9).fill(0),
  discount: null,
  points: known(0.2),
  bogo: known(0.5),
  feature: known(0.5),
  display: known(0.5),
  intensity: known(0.3),
  saturation: known(2),
  afterDip: known(0.3),
  incidence: known(0.3),
  buying: known(0),
  electricity: {
    elasticity: known(-0.3),
    budgetShare: known(0.03),
    incomeEffect: known(0.5),
    tradeDown: known(1),
  },
  valuePositions: [0, 0, 0],
  loyaltyProgrammes: [1, 1, 1],
  triggers: {
    temperature: null,
    rain: null,
    comfort: null,
    holiday: null,
    sentiment: null,
    trend: null,
  },
  noise: 0,
  spending: {},
  levers: [],
  backtest: null,
  verdict: { status: "valid", reasons: [], needs: [] },
  catalogue: { personas: [], regions: [], brands: [], events: [] },
});

export const market = { habit, choice, rate, twin };
