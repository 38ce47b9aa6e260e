import type { Parameter } from "../../src/schema/parameter.js";
import type { InterventionInput, ScenarioInput } from "../../src/schema/scenario.js";
import type { Twin } from "../../src/schema/twin.js";
import { exampleTwin } from "../twin/example-twin.js";

const list = <T>(length: number, of: (i: number) => T): T[] =>
  Array.from({ length }, (_, i) => of(i));

const published = ({ value, standardError, unit }: Parameter): Parameter => ({
  value,
  standardError,
  unit,
  origin: { kind: "prior", publication: "example" },
});

/** Prices, units and triggers known, two personas in two regions. */
const priced = exampleTwin();
/** Only shares were ever seen: prices and units unknown, coefficients published, people spend what a survey says. */
const sharesOnly: Twin = (() => {
  const twin = exampleTwin({ personas: 3, regions: 1, price: 1.8 });
  return {
    ...twin,
    price: twin.price.map(published),
    cells: twin.cells.map((cell) => ({
      ...cell,
      price: cell.price.map(() => null),
      unitsPerDay: null,
    })),
    levers: [],
    spending: {},
  };
})();
/** Weekly periods and six brands of which some are nearly bought by habit alone. */
const weekly: Twin = (() => {
  const twin = exampleTwin({
    personas: 1,
    regions: 4,
    brands: list(6, (j) => `Brand ${j}`),
  });
  const [calm, ...others] = twin.cells;
  const habit = calm && { ...calm.habit, value: 0.9 };
  return {
    ...twin,
    periodDays: 7,
    cells: calm && habit ? [{ ...calm, habit }, ...others] : twin.cells,
  };
})();
/** 1,000 cells that choose among ten brands. */
const large = exampleTwin({
  personas: 40,
  regions: 25,
  brands: list(10, (j) => `Brand ${j}`),
});

const rise: InterventionInput = { type: "price_change", price: { FamilyMart: 1.1 } };

/** A scenario that every engine and any number of workers must answer with the same digest. */
export interface ReferenceScenario {
  readonly name: string;
  readonly twin: Twin;
  readonly scenario: ScenarioInput;
}

const of = (twin: Twin, scenarios: Readonly<Record<string, ScenarioInput>>): ReferenceScenario[] =>
  Object.entries(scenarios).map(([name, scenario]) => ({ name, twin, scenario }));

/** Twenty scenarios over four twins: every kind of event, stacks, series, entrants, with and without draws. */
export const REFERENCE_SCENARIOS: readonly ReferenceScenario[] = [
  ...of(priced, {
    "nothing changes": {},
    "a dearer brand": { interventions: [rise] },
    "a dearer brand, expected path": { interventions: [rise], draws: 0, series: true },
    "an odd number of draws from another seed": {
      interventions: [rise],
      draws: 33,
      seed: 4294967295,
    },
    "dearer electricity, by day": {
      interventions: [{ type: "price_change", electricityPrice: 1.4 }],
      series: true,
    },
    "prices up and down, and who minds": {
      interventions: [
        { type: "price_change", price: { "7-11": 0.9, Other: 1.15 }, priceSensitivity: 1.6 },
      ],
      durationDays: 90,
    },
    "a discount with what is missed after": {
      interventions: [
        { type: "promotion", brand: "7-11", discount: 0.2, durationDays: 10, cost: 5000 },
      ],
      durationDays: 45,
    },
    "points, pressure and buy-one-get-one": {
      interventions: [
        { type: "promotion", pointMultiplier: 3, intensity: 1.5, billOffset: 0.1 },
        { type: "promotion", brand: "Other", bogo: true, startDay: 7, durationDays: 7 },
        {
          type: "promotion",
          brand: "7-11",
          coBrand: { reach: 0.3, attraction: 0.8 },
          startDay: 12,
        },
      ],
      margin: { "7-11": 0.3 },
    },
    "an attack in a nest": {
      interventions: [
        {
          type: "competition",
          brand: "FamilyMart",
          target: "7-11",
          strength: 0.5,
          similarity: 0.8,
        },
        {
          type: "competition",
          brand: "Other",
          target: "7-11",
          action: "reposition",
          strength: 0.2,
        },
      ],
    },
    "an entry aimed at one": {
      interventions: [
        {
          type: "competition",
          brand: "PX Mart",
          target: "Other",
          action: "entry",
          strength: 0.6,
          entryUtility: -0.4,
        },
      ],
      series: true,
    },
    "an exit, with stores of others": {
      interventions: [
        { type: "competition", brand: "FamilyMart", action: "expansion", strength: 0.2 },
        {
          type: "competition",
          brand: "FamilyMart",
          action: "distribution_loss",
          strength: 0.1,
          startDay: 20,
        },
        { type: "competition", brand: "Other", action: "exit", strength: 1, startDay: 10 },
        { type: "competition", brand: "7-11", action: "distribution", strength: 0.4 },
      ],
    },
    "a promotion in the rain, here but not there": {
      interventions: [
        {
          type: "external",
          trigger: "rain",
          value: 0.7,
          region: "R1",
          lagDays: 2,
          durationDays: 9,
        },
        { type: "promotion", brand: "FamilyMart", pointMultiplier: 2, persona: "P0" },
        { type: "external", trigger: "temperature", value: -6 },
      ],
      series: true,
    },
    refused: { interventions: [{ type: "external", trigger: "sentiment", value: 1 }] },
  }),
  ...of(sharesOnly, {
    "shares only: a dearer brand": { interventions: [rise] },
    "shares only: a price attack for a year": {
      interventions: [
        { type: "competition", brand: "Other", action: "price", strength: 0.7, startDay: 30 },
      ],
      durationDays: 365,
    },
  }),
  ...of(weekly, {
    "weeks: a holiday and a feature attack": {
      interventions: [
        { type: "external", trigger: "holiday", value: 1, startDay: 14, durationDays: 7 },
        { type: "competition", brand: "Brand 2", target: "Brand 4", strength: 0.9, similarity: 1 },
      ],
      durationDays: 100,
      series: true,
    },
    "weeks: many at once": {
      interventions: list(
        12,
        (i): InterventionInput => ({
          ...rise,
          price: { [`Brand ${i % 6}`]: i % 2 === 0 ? 1.05 : 0.95 },
          startDay: 5 * i,
          durationDays: 20,
        }),
      ),
      durationDays: 84,
      draws: 100,
    },
  }),
  ...of(large, {
    "large: a price and a trigger": {
      interventions: [
        { type: "price_change", price: { "Brand 3": 1.07 } },
        { type: "external", trigger: "rain", value: 0.4, startDay: 4 },
      ],
      durationDays: 12,
      draws: 0,
    },
    "large: a promotion of one region, with draws": {
      interventions: [{ type: "promotion", brand: "Brand 1", discount: 0.15, region: "R3" }],
      region: "R3",
      draws: 50,
    },
    "large: an entrant": {
      interventions: [{ type: "competition", brand: "Newcomer", action: "entry", strength: 0.5 }],
      durationDays: 12,
      draws: 0,
    },
  }),
];
