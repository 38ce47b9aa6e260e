import { describe, expect, it } from "vitest";
import { exactly, outcomeOf, QUICK, RAIN, RISE } from "../../test/explain/explain-support.js";
import { exampleTwin } from "../../test/twin/example-twin.js";
import type { Intervention, ScenarioInput } from "../schema/scenario.js";
import { explain } from "./explain.js";

const twin = exampleTwin();

describe("mechanisms", () => {
  const acting = (interventions: ScenarioInput["interventions"], kind = "share") => {
    const { outcomes } = explain(twin, { interventions, draws: 6 }, QUICK);
    const some = outcomes.filter(({ outcome }) => outcome.kind === kind);
    return [...new Set(some.flatMap((one) => one.byMechanism.map(({ mechanism }) => mechanism)))];
  };
  const attack = { type: "competition", brand: "Other", target: "7-11", strength: 0.5 } as const;
  it.each<[string, Record<string, unknown>, string[]]>([
    ["a price", { type: "price_change", price: { "7-11": 1.1 } }, ["price", "habit"]],
    ["electricity", { type: "price_change", electricityPrice: 2 }, ["trade_down", "habit"]],
    ["points", { type: "promotion", pointMultiplier: 2 }, ["promotion", "habit"]],
    ["rain", RAIN, ["trigger", "habit"]],
    ["an attack", { ...attack, similarity: 0.6 }, ["promotion", "nest", "habit"]],
    [
      "an exit",
      { type: "competition", brand: "Other", action: "exit", strength: 0.5 },
      ["availability", "habit"],
    ],
    ["new stores", { ...attack, action: "expansion", similarity: 0 }, ["availability", "habit"]],
    ["a move", { ...attack, action: "reposition", similarity: 0 }, ["position", "habit"]],
    [
      "a partner",
      { type: "promotion", coBrand: { reach: 0.5, attraction: 1 } },
      ["promotion", "habit"],
    ],
    ["a paid bill", { type: "promotion", billOffset: 0.5 }, ["price", "habit"]],
    ["an entry", { ...attack, brand: "New", action: "entry", similarity: 0 }, ["entry", "habit"]],
  ])("%s acts on shares by its own", (_, one, expected) => {
    expect(acting([one as Intervention])).toEqual(expected);
  });

  it("of money: what a unit brings, the category, and what is missed after a promotion", () => {
    const found = acting(
      [{ type: "promotion", brand: "7-11", discount: 0.2, durationDays: 5 }],
      "revenue",
    );
    expect(found).toEqual(["price", "money", "incidence", "habit", "after_dip"]);
  });

  it("is one alone where nothing delays", () => {
    const prompt = {
      ...twin,
      cells: twin.cells.map((cell) => ({ ...cell, habit: exactly(cell.habit, 0) })),
    };
    const explanation = explain(prompt, { interventions: RISE, draws: 0 }, QUICK);
    const { byMechanism, total } = outcomeOf(explanation, "share", "FamilyMart");
    expect(byMechanism).toEqual([{ mechanism: "price", ...total, standardError: null }]);
  });
});
