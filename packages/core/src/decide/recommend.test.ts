import { describe, expect, it } from "vitest";
import { exactTwin } from "../../test/decide/planted-market.js";
import { exampleTwin } from "../../test/twin/example-twin.js";
import type { RecommendationRequestInput } from "../schema/recommendation-request.js";
import { withParameters } from "./parameter-value.js";
import { recommend } from "./recommend.js";

const twin = exampleTwin({ personas: 1, regions: 2 });
const margin = { "7-11": 0.3, FamilyMart: 0.45, Other: 0.2 };
const cut = { lever: "price" as const, brand: "FamilyMart", low: 0.9, high: 1.1 };
const asked: RecommendationRequestInput = { levers: [cut], economics: { margin }, draws: 40 };

describe("recommend", () => {
  it("takes levers and ranges from what was observed where none are named", () => {
    const { actions } = recommend(twin, {
      brands: ["FamilyMart"],
      economics: { margin },
      draws: 0,
    });
    expect(actions[0]?.levers[0]).toMatchObject({ lever: "price", brand: "FamilyMart" });
    expect(actions[0]?.verdict.status).toBe("valid");
  });

  it("goes beyond what was observed only when asked, and is weak there", () => {
    const wide = recommend(exactTwin(), {
      levers: [{ lever: "price", brand: "A", low: 0.4, high: 2.4 }],
      economics: { margin: { A: 0.1 } },
      draws: 0,
    });
    expect(wide.actions[0]?.levers[0]?.level).toBeGreaterThan(1.4);
    const far = { ...exactTwin(), levers: twin.levers.map((one) => ({ ...one, brand: "A" })) };
    const found = recommend(far, {
      levers: [{ lever: "price", brand: "A", low: 0.5, high: 9 }],
      economics: { margin: { A: 0.05 } },
      draws: 0,
    }).actions[0];
    expect(found?.verdict.status).toBe("weak");
  });

  it("shows ties as ties and says how sure the order is", () => {
    const two = exactTwin(["A", "B", "C"], 2.5);
    const even = {
      ...two,
      price: two.price.map(() => ({ ...two.price[0], value: 2.5 })) as typeof two.price,
      cells: two.cells.map((cell) => ({
        ...cell,
        share: [0.3, 0.3, 0.4],
        choice: [0.3, 0.3, 0.4],
        price: [30, 30, 30],
      })),
    };
    const { actions, reasons } = recommend(even, {
      levers: ["A", "B"].map((brand) => ({ lever: "price" as const, brand, low: 0.9, high: 1.3 })),
      economics: { margin: { A: 0.2, B: 0.2 } },
      constraints: { maxActions: 1 },
      draws: 20,
    });
    expect(actions.map(({ rank }) => rank)).toStrictEqual([1, 1]);
    expect(actions[0]?.probabilityBest).toBeCloseTo(0.5, 12);
    expect(reasons.map(({ code }) => code)).toContain("actions_tie");
  });

  it("names the value of a parameter at which the advice turns", () => {
    const found = recommend(twin, asked);
    const [first] = found.actions;
    const turn = first?.turningPoints.find(({ parameter }) => parameter === "price:FamilyMart");
    expect(turn).toBeDefined();
    if (!first || !turn) return;
    const at = (value: number) => {
      const other = withParameters(twin, { "price:FamilyMart": { value, standardError: 0 } });
      const levels = first.levers.map(({ level }) => level);
      return recommend(other, {
        ...asked,
        levers: [{ lever: "price", brand: "FamilyMart", values: levels }],
        draws: 0,
      });
    };
    const beyond = turn.threshold + 1e-3 * Math.sign(turn.threshold - turn.value);
    expect(at(turn.value).advice).toBe("act");
    expect(at(beyond).advice === "act").toBe(turn.instead !== "nothing");
    expect(turn.standardErrors).toBeCloseTo((turn.threshold - turn.value) / 0.3, 9);
  });

  it("prefers the surer action when it is averse to risk", () => {
    const unsure = withParameters(twin, { points: { value: 0.35, standardError: 0.3 } });
    const levers = [
      { lever: "points" as const, brand: "FamilyMart", values: [2], cost: 9000 },
      { ...cut, values: [1.05], low: undefined, high: undefined },
    ];
    const options = { ...asked, levers, constraints: { maxActions: 1 }, draws: 200 };
    const bold = recommend(unsure, options);
    const timid = recommend(unsure, { ...options, risk: "risk-adjusted", riskAversion: 1 });
    expect(bold.actions[0]?.levers[0]?.lever).toBe("points");
    expect(timid.actions[0]?.levers[0]?.lever).not.toBe("points");
  });

  it("counts what happens anyway on both sides", () => {
    const given = [
      { type: "competition" as const, brand: "7-11", action: "price" as const, strength: 0.8 },
    ];
    const attacked = recommend(twin, { ...asked, given: given as never });
    const calm = recommend(twin, asked);
    expect(attacked.nothing.share.FamilyMart?.value).toBeLessThan(
      calm.nothing.share.FamilyMart?.value ?? 0,
    );
    expect(attacked.actions[0]?.interventions).toHaveLength(1);
    expect(attacked.actions[0]?.scenario.interventions).toHaveLength(2);
  });
});
