import type { InterventionInput } from "../../src/schema/scenario.js";
import type { Twin } from "../../src/schema/twin.js";
import type { Truth } from "../../src/synthetic/index.js";

/** A what-if of the study, and the brand whose shares are looked at. */
interface Question {
  readonly name: string;
  readonly brand: string;
  readonly interventions: readonly InterventionInput[];
  /** Whether the market's own days tell everything that the change of shares rests on. */
  readonly estimated: boolean;
}

/** Every what-if that is asked of a market: of its first brand, and of what a rival does to it. */
export function questionsOf(truth: Truth, twin: Twin): Question[] {
  const [own = "", rival = ""] = truth.brands.map(({ id }) => id);
  const estimated = (brand: string) =>
    twin.price[twin.brands.indexOf(brand)]?.origin.kind === "estimated";
  const price = (brand: string, factor: number) =>
    ({ type: "price_change", price: { [brand]: factor } }) as const;
  // Prices that nobody recorded move shares as well, and pass for weather.
  const priced = twin.price.every(({ origin }) => origin.kind === "estimated");
  const percent = (factor: number) =>
    `${factor > 1 ? "+" : "−"}${Math.round(100 * Math.abs(factor - 1))} %`;
  return [
    ...[0.8, 0.9, 1.1, 1.2].map((factor) => ({
      name: `price ${percent(factor)}`,
      brand: own,
      interventions: [price(own, factor)],
      estimated: estimated(own),
    })),
    {
      name: "a rival's price −15 %",
      brand: own,
      interventions: [price(rival, 0.85)],
      estimated: estimated(rival),
    },
    {
      name: "15 % discount for two weeks",
      brand: own,
      interventions: [
        { type: "promotion" as const, brand: own, discount: 0.15, startDay: 3, durationDays: 14 },
      ],
      estimated: estimated(own),
    },
    {
      name: "double points",
      brand: own,
      interventions: [{ type: "promotion" as const, brand: own, pointMultiplier: 2 }],
      estimated: twin.points.origin.kind === "estimated",
    },
    {
      name: "4 °C above normal",
      brand: own,
      interventions: [{ type: "external" as const, trigger: "temperature" as const, value: 4 }],
      estimated: priced,
    },
    {
      name: "rain on half of the days more",
      brand: own,
      interventions: [{ type: "external" as const, trigger: "rain" as const, value: 0.5 }],
      estimated: priced,
    },
  ];
}
