import type { Parameter } from "../schema/parameter.js";
import type { Intervention } from "../schema/scenario.js";
import type { Twin } from "../schema/twin.js";
import { compileScenario } from "../simulate/compile.js";
import type { PreparedRun } from "../simulate/prepare-run.js";
import type { Mechanism } from "./explanation.js";

/** How a mechanism is switched off: everything else stays as it is, its draws included. */
interface Switch {
  readonly twin?: (twin: Twin) => Twin;
  readonly intervention?: (one: Intervention) => Intervention;
  /** Each unit brings the money that it brought before. */
  readonly sameMoney?: true;
}

const nought = (parameter: Parameter): Parameter => ({ ...parameter, value: 0, standardError: 0 });

const weakened =
  (actions: readonly string[]) =>
  (one: Intervention): Intervention =>
    one.type === "competition" && actions.includes(one.action) ? { ...one, strength: 0 } : one;

const SWITCHES: Readonly<Record<Exclude<Mechanism, "rest">, Switch>> = {
  price: {
    twin: (twin) => ({
      ...twin,
      price: twin.price.map(nought),
      priceCovariance: twin.priceCovariance.map(() => 0),
    }),
  },
  money: { sameMoney: true },
  promotion: {
    twin: (twin) => ({
      ...twin,
      points: nought(twin.points),
      intensity: nought(twin.intensity),
      feature: nought(twin.feature),
    }),
  },
  trigger: {
    twin: (twin) => ({
      ...twin,
      triggers: Object.fromEntries(
        Object.entries(twin.triggers).map(([name, trigger]) => [
          name,
          trigger && {
            ...trigger,
            effect: trigger.effect.map(nought),
            ...(trigger.category && { category: nought(trigger.category) }),
          },
        ]),
      ) as Twin["triggers"],
    }),
  },
  trade_down: {
    twin: (twin) => ({
      ...twin,
      electricity: { ...twin.electricity, tradeDown: nought(twin.electricity.tradeDown) },
    }),
  },
  income: {
    twin: (twin) => ({
      ...twin,
      electricity: { ...twin.electricity, incomeEffect: nought(twin.electricity.incomeEffect) },
    }),
  },
  incidence: { twin: (twin) => ({ ...twin, incidence: nought(twin.incidence) }) },
  availability: {
    intervention: weakened(["exit", "distribution", "distribution_loss", "expansion"]),
  },
  entry: { intervention: weakened(["entry"]) },
  position: { intervention: weakened(["reposition"]) },
  nest: {
    intervention: (one) =>
      one.type === "competition" && one.target !== undefined ? { ...one, similarity: 0 } : one,
  },
  habit: {
    twin: (twin) => ({
      ...twin,
      cells: twin.cells.map((cell) => ({ ...cell, habit: nought(cell.habit) })),
    }),
  },
  after_dip: { twin: (twin) => ({ ...twin, afterDip: nought(twin.afterDip) }) },
};

/** Mechanisms that can be switched off. */
export const SWITCHED = Object.keys(SWITCHES) as Exclude<Mechanism, "rest">[];

/** A run with some of its mechanisms switched off. */
export function withoutMechanisms(
  run: PreparedRun,
  off: readonly (keyof typeof SWITCHES)[],
): { run: PreparedRun; sameMoney: boolean } {
  const switches = off.map((name) => SWITCHES[name]);
  const twin = switches.reduce((made, { twin: change }) => change?.(made) ?? made, run.twin);
  const interventions = run.scenario.interventions.map((one) =>
    switches.reduce((made, { intervention: change }) => change?.(made) ?? made, one),
  );
  const scenario = { ...run.scenario, interventions };
  return {
    run: { ...run, twin, scenario, ...compileScenario(twin, scenario) },
    sameMoney: switches.some(({ sameMoney }) => sameMoney === true),
  };
}
