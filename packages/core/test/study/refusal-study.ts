import type { ScenarioInput } from "../../src/schema/scenario.js";
import type { Verdict } from "../../src/schema/verdict.js";
import { simulate } from "../../src/simulate/index.js";
import type { StudyMarket } from "./planted-market.js";

/** A question with what its verdict has to be, whatever the numbers. */
export interface Asking {
  readonly name: string;
  readonly wanted: "refused" | "not valid" | "answered";
  readonly status: Verdict["status"];
}

export const isRight = ({ wanted, status }: Asking): boolean =>
  wanted === "refused"
    ? status === "refused"
    : wanted === "not valid"
      ? status !== "valid"
      : status !== "refused";

/** Asks what no market's days can tell, and what they plainly can. */
export function refusalsOf({ truth, fit: { twin }, kind, knownDays }: StudyMarket): Asking[] {
  const [own = ""] = truth.brands.map(({ id }) => id);
  const price = (factor: number) => ({ type: "price_change", price: { [own]: factor } }) as const;
  const ask = (name: string, wanted: Asking["wanted"], scenario: ScenarioInput): Asking => ({
    name,
    wanted,
    status: simulate(twin, { draws: 20, durationDays: 14, ...scenario }).verdict.status,
  });
  const external = (trigger: "trend" | "temperature" | "rain", value: number): ScenarioInput => ({
    interventions: [{ type: "external", trigger, value }],
  });
  return [
    ask("price × 10", kind.prices ? "refused" : "not valid", { interventions: [price(10)] }),
    ask("price × 2", "not valid", { interventions: [price(2)] }),
    ask("a trend in searches, never recorded", "refused", external("trend", 1)),
    ask("80 °C above normal", "refused", external("temperature", 80)),
    ask(
      "365 days ahead",
      365 > 4 * knownDays ? "refused" : 365 > knownDays ? "not valid" : "answered",
      { interventions: [price(1.05)], durationDays: 365 },
    ),
    ask("promotional pressure × 1.5, never recorded", "not valid", {
      interventions: [{ type: "promotion", brand: own, intensity: 1.5 }],
    }),
    ...(kind.prices
      ? [ask("price +5 %", "answered", { interventions: [price(1.05)] })]
      : [ask("price +5 %, no price ever recorded", "not valid", { interventions: [price(1.05)] })]),
    ask("half a degree warmer", "answered", external("temperature", 0.5)),
    ask("nothing", "answered", {}),
  ];
}
