import { CoreError } from "../../error.js";
import type { AgentNumber, AgentOptions } from "../../schema/agent.js";
import type { Parameter } from "../../schema/parameter.js";
import type { Twin } from "../../schema/twin.js";
import { type AgentNumberName, ASSUMED } from "./assumed.js";

/** Options of agents as numbers; 0 where a mechanism is off. */
export interface AgentSetting extends Readonly<Record<AgentNumberName, number>> {
  readonly neighbours: number;
  readonly rewired: number;
  /** Where the numbers are from: those that are not off, by name. */
  readonly parameters: Readonly<Record<string, Parameter>>;
}

const SPREAD = { high: 2, unit: "standard deviation of the log" };
const RANGES: Readonly<Record<AgentNumberName, { high: number; unit: string }>> = {
  "heterogeneity.price": SPREAD,
  "heterogeneity.promotion": SPREAD,
  "heterogeneity.loyalty": { high: 3, unit: "standard deviation of the log odds" },
  "heterogeneity.rate": SPREAD,
  "wordOfMouth.strength": { high: 10, unit: "utility" },
  "adoption.initial": { high: 1, unit: "share of people" },
  "adoption.innovation": { high: 0.95, unit: "probability in 30 days" },
  "adoption.imitation": { high: 0.95, unit: "probability in 30 days" },
  "adoption.lift": { high: 10, unit: "relative response" },
  churn: { high: 0.95, unit: "share of people in 30 days" },
  entry: { high: 2, unit: "newcomers per person in 30 days" },
  stockpiling: { high: 1, unit: "share of a promotion's extra units" },
  purchaseRate: { high: 20, unit: "units per person and day" },
};

/**
 * Turns options into numbers with origins.
 *
 * @param options.twin - gives its `afterDip` where stockpiling is `"twin"`
 * @throws CoreError `out_of_range` | `no_lever` for what does nothing without another option
 */
export function agentSetting(options: AgentOptions, { twin }: { twin: Twin }): AgentSetting {
  const { heterogeneity = {}, wordOfMouth, adoption = {}, churn, entry, stockpiling } = options;
  const asked: Record<AgentNumberName, AgentNumber | undefined> = {
    "heterogeneity.price": heterogeneity.price,
    "heterogeneity.promotion": heterogeneity.promotion,
    "heterogeneity.loyalty": heterogeneity.loyalty,
    "heterogeneity.rate": heterogeneity.rate,
    "wordOfMouth.strength": wordOfMouth?.strength,
    "adoption.initial": adoption.initial,
    "adoption.innovation": adoption.innovation,
    "adoption.imitation": adoption.imitation,
    "adoption.lift": adoption.lift,
    churn,
    entry,
    stockpiling: stockpiling === "twin" ? twin.afterDip : stockpiling,
    purchaseRate: options.purchaseRate,
  };
  const parameters: Record<string, Parameter> = {};
  const numbers = Object.fromEntries(
    Object.entries(asked).map(([name, given]) => {
      const parameter = parameterOf(name as AgentNumberName, given);
      if (parameter && (parameter.value !== 0 || name === "purchaseRate")) {
        parameters[`agents.${name}`] = parameter;
      }
      return [name, parameter?.value ?? 0];
    }),
  ) as Record<AgentNumberName, number>;
  const setting = {
    ...numbers,
    neighbours: evenCount(wordOfMouth?.neighbours ?? 4),
    rewired: wordOfMouth?.rewired ?? 0.1,
    parameters,
  };
  checkAdoption(setting);
  return setting;
}

/** Neighbours sit on both sides, as many on either. */
function evenCount(neighbours: number): number {
  if (neighbours % 2 === 0) return neighbours;
  throw new CoreError("out_of_range", `${neighbours} neighbours cannot be half on either side`, [
    { pointer: "/agents/wordOfMouth/neighbours", detail: "expected an even number" },
  ]);
}

function parameterOf(name: AgentNumberName, given: AgentNumber | undefined): Parameter | null {
  if (given === undefined) return null;
  const { high, unit } = RANGES[name];
  const parameter: Parameter =
    given === "assumed"
      ? {
          value: ASSUMED[name].value,
          standardError: 0,
          unit,
          origin: { kind: "assumed", because: ASSUMED[name].because },
        }
      : typeof given === "number"
        ? { value: given, standardError: 0, unit, origin: { kind: "user" } }
        : given;
  if (parameter.value >= 0 && parameter.value <= high) return parameter;
  throw new CoreError("out_of_range", `${name} of agents is ${parameter.value}`, [
    {
      pointer: `/agents/${name.replace(".", "/")}`,
      detail: `found ${parameter.value}, expected 0 to ${high} (${unit})`,
    },
  ]);
}

function checkAdoption(setting: Readonly<Record<AgentNumberName, number>>): void {
  if (setting["adoption.initial"] > 0 || setting["adoption.innovation"] > 0) return;
  for (const name of ["imitation", "lift"] as const) {
    if (setting[`adoption.${name}`] === 0) continue;
    throw doesNothing(`adoption/${name}`, "somebody who joins (initial or innovation)");
  }
}

/** Refusal of an option that does nothing by itself. @param pointer - below `/agents` */
export function doesNothing(pointer: string, without: string): CoreError {
  const detail = `${pointer.replace("/", ".")} does nothing without ${without}`;
  return new CoreError("no_lever", detail, [{ pointer: `/agents/${pointer}`, detail }]);
}
