import fc from "fast-check";
import { expect, it } from "vitest";
import { BehaviourLine } from "../schema/line/behaviour-line.js";
import { validateBehaviour } from "./behaviour.js";
import { fromZod } from "./from-zod.js";

const odd = fc.constantFrom<unknown>(
  undefined,
  null,
  "",
  "12",
  -1,
  0.5,
  7,
  Number.NaN,
  Infinity,
  true,
  [],
  {},
  ["x"],
  [1],
  { a: 1 },
  { a: -1 },
  { a: "1" },
  { generated_at: 3 },
);
const fields = [
  "timestamp",
  "group",
  "region",
  "total_personas",
  "brand_distribution",
  "brand_percentages",
  "avg_satisfaction",
  "digital_adoption_rate",
  "gamification_engagement",
  "efficiency_score",
  "key_insights",
  "demo",
  "generated_at",
  "metadata",
];
const good = {
  timestamp: "2026-03-05 02:00:04",
  group: "g",
  region: "r",
  total_personas: 4,
  brand_distribution: { a: 1, b: 3 },
  avg_satisfaction: 0.5,
};

it("rejects for its fields exactly what the schema rejects, and names the same field and rule", () => {
  const replaced = fc.dictionary(fc.constantFrom(...fields), odd, { maxKeys: 1 });
  fc.assert(
    fc.property(replaced, (change) => {
      const line = { ...good, ...change };
      const schema = BehaviourLine.safeParse(line);
      const hand = validateBehaviour(line);
      if (schema.success) {
        if ("rule" in hand)
          expect([
            "missing",
            "no_people",
            "shares_do_not_sum",
            "counts_do_not_sum",
            "percentages_do_not_sum",
            "shares_conflict",
          ]).toContain(hand.rule);
        return;
      }
      const reference = fromZod(line, schema.error);
      expect(hand).toMatchObject({ rule: reference.rule, field: reference.field });
    }),
    { numRuns: 500 },
  );
});
