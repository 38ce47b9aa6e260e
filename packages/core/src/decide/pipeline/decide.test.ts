import { describe, expect, it } from "vitest";
import { plantCustomers, scatterCustomers } from "../../../test/model/planted-customers.js";
import { exampleTwin } from "../../../test/twin/example-twin.js";
import { normal } from "../../math/index.js";
import { fitPersonas } from "../../model/persona/index.js";
import { fitTwin } from "../../model/twin/index.js";
import type { History } from "../../schema/history.js";
import { dateOfDay } from "../../schema/time-text.js";
import { decide } from "./decide.js";
import { DecisionStep } from "./decision-step.js";

const twin = exampleTwin({ personas: 2, regions: 1 });
const request = {
  objective: "share" as const,
  levers: [{ lever: "points" as const, brand: "FamilyMart", values: [2] }],
  draws: 10,
};
const customers = (count: number, at: number) =>
  Array.from({ length: count }, (_, i) => ({
    id: `${at}-${i}`,
    traits: { a: at + ((i * 7) % 11) / 10, b: -at + ((i * 5) % 13) / 10 },
  }));
const personas = () => {
  const model = fitPersonas([...customers(60, 0), ...customers(60, 20)], {
    k: 2,
    method: "gmm",
    seed: 1,
  });
  const rename = new Map(model.personas.map(({ id }, i) => [id, `P${i}`]));
  const renamed = (id: string) => rename.get(id) ?? id;
  return {
    ...model,
    personas: model.personas.map((one) => ({ ...one, id: renamed(one.id) })),
    components: model.components.map((one) => ({ ...one, persona: renamed(one.persona) })),
  };
};

describe("the decision pipeline", () => {
  it("goes through every node in order, and each can be watched", () => {
    const seen: string[] = [];
    const { steps, recommendation } = decide(
      { twin, request },
      { onStep: ({ node }) => seen.push(node) },
    );
    expect(seen.join("")).toBe("ABCDEFGIHJK");
    for (const step of steps)
      expect(DecisionStep.parse(JSON.parse(JSON.stringify(step)))).toStrictEqual(step);
    expect(recommendation.advice).toBe("act");
    expect(steps.at(-1)).toMatchObject({
      node: "K",
      output: { advice: "act", action: "action-1" },
    });
  });

  it("decides for the persona that a customer matches", () => {
    const model = personas();
    const customer = { id: "new", traits: { a: 20.4, b: -19.5 } };
    const found = decide({ twin, request, customer, personas: model });
    const match = found.steps.find(({ node }) => node === "B");
    expect(match).toMatchObject({ branch: "yes", output: { persona: found.persona } });
    expect(match?.output.probability).toBeGreaterThan(0.9);
    expect(found.steps.find(({ node }) => node === "C")?.output.profileVersion).toMatch(
      /^[0-9a-f]{64}$/,
    );
    expect(Object.keys(found.event.cells)).toStrictEqual([`${found.persona}_R0`]);
    expect(found.recommendation.actions[0]?.levers[0]?.persona).toBe(found.persona);
  });

  it("makes a new persona of many that are alike, and none of one", () => {
    const model = personas();
    const customer = { id: "odd", traits: { a: 60.1, b: 40.1 } };
    const one = decide({ twin, request, customer, personas: model });
    expect(one.persona).toBeNull();
    expect(one.steps.find(({ node }) => node === "D")?.reasons[0]?.code).toBe("no_new_persona");
    const group = { size: 40, centre: { a: 60, b: 40 }, sd: 0.4 };
    const others = [
      ...plantCustomers([group], { seed: 1, prefix: "p" }),
      ...scatterCustomers(20, { traits: ["a", "b"], width: 120, seed: 1 }),
    ];
    const many = decide({ twin, request, customer, customers: others, personas: model });
    expect(many.steps.find(({ node }) => node === "D")?.output.joins).toBe(true);
    expect(many.personas?.personas).toHaveLength(3);
  });

  it("retrains at most as often as allowed, and says when it cannot", () => {
    const warnings = [{ code: "drift", values: {} }];
    const { steps, recommendation } = decide({ twin, request, warnings });
    expect(steps.find(({ node }) => node === "G")?.branch).toBe("no");
    expect(steps.find(({ node }) => node === "I")).toMatchObject({
      state: "skipped",
      reasons: [{ code: "no_history_to_retrain" }],
    });
    expect(recommendation.advice).toBe("act");
    expect(() => decide({ request })).toThrow(expect.objectContaining({ code: "no_data" }));
  });

  it("promotes a refit only where it is better on days that neither has seen", () => {
    const [steady, shifted] = [historyOf(120, 0.6), historyOf(120, 0.3)];
    const champion = fitTwin(historyOf(60, 0.6));
    const warnings = [{ code: "drift", values: {} }];
    const question = { objective: "share" as const, draws: 0 };
    const retrained = decide({ twin: champion, history: shifted, warnings, request: question });
    const promoted = retrained.steps.find(({ node }) => node === "I");
    expect(promoted?.output.promoted).toBe(true);
    expect(promoted?.output.challengerLoss).toBeLessThan(Number(promoted?.output.championLoss));
    expect(retrained.twin.asOf).toBe(dateOfDay(FIRST_DAY + 119));
    const rounds = retrained.steps.filter(({ node }) => node === "G").map(({ round }) => round);
    expect(rounds).toStrictEqual([0, 1]);
    const kept = decide({ twin: champion, history: steady, warnings, request: question });
    expect(kept.steps.find(({ node }) => node === "I")?.output.promoted).toBe(false);
    expect(kept.twin).toBe(champion);
  });
});

const FIRST_DAY = 20_000;

/** One cell of two brands; from day 60 on the first one's share is another. */
function historyOf(days: number, later: number): History {
  const shares = Array.from({ length: days }, (_, i) => {
    const share = (i < 60 ? 0.6 : later) + 0.01 * normal(1, 0, i, 7);
    return [share, 1 - share];
  });
  return {
    brands: ["A", "B"],
    cells: [
      {
        persona: "P",
        region: "R",
        days: Int32Array.from({ length: days }, (_, i) => FIRST_DAY + i),
        people: new Float64Array(days).fill(2000),
        shares: Float64Array.from(shares.flat()),
      },
    ],
    market: [],
    conditions: [],
    demo: false,
    digest: `${days} days, then ${later}`,
  };
}
