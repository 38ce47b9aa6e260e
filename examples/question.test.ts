import { describe, expect, it } from "vitest";
import { answer } from "./demo/answer.mjs";
import { pointsOrDiscount } from "./points-or-discount/question.mjs";
import { priceRise } from "./price-rise/question.mjs";
import { rainPromotion } from "./rain-promotion/question.mjs";

describe("the questions of the examples", () => {
  it.each([priceRise, rainPromotion, pointsOrDiscount])(
    "is answered and marked as demo: $question",
    async (question) => {
      const results = await answer(question);
      expect(Object.keys(results)).toEqual(Object.keys(question.scenarios));
      for (const result of Object.values(results)) {
        expect(result.verdict.status).not.toBe("refused");
        expect(result.demo).toBe(true);
        for (const changes of Object.values(result.change)) {
          const total = Object.values(changes).reduce((sum, change) => sum + change, 0);
          expect(Math.abs(total)).toBeLessThan(1e-9);
        }
      }
    },
  );

  it("says that a dearer FamilyMart loses people in every cell, fewer when 7-11 follows", async () => {
    const [alone, followed] = Object.values(await answer(priceRise));
    for (const [cell, changes] of Object.entries(alone?.change ?? {})) {
      expect(changes.FamilyMart).toBeLessThan(0);
      expect(followed?.change[cell]?.FamilyMart).toBeGreaterThan(changes.FamilyMart ?? 0);
    }
  });

  it("adds up rain and promotion to more than either brings alone", async () => {
    const [rain, promotion, both] = Object.values(await answer(rainPromotion));
    for (const [cell, changes] of Object.entries(both?.change ?? {})) {
      expect(cell).toMatch(/_Taipei$/);
      for (const one of [rain, promotion]) {
        expect(changes["7-11"]).toBeGreaterThan(one?.change[cell]?.["7-11"] ?? 0);
      }
    }
  });
});
