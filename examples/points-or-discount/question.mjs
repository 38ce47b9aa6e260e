// @ts-check
const fortnight = { brand: "FamilyMart", durationDays: 14 };

/** @type {import("../demo/answer.mjs").Question} */
export const pointsOrDiscount = {
  question: "Which moves more people to FamilyMart: double points, or 10 % off?",
  scenarios: {
    "double points": {
      interventions: [{ type: "promotion", pointMultiplier: 2, ...fortnight }],
      durationDays: 28,
    },
    "10 % off": {
      interventions: [{ type: "promotion", discount: 0.1, ...fortnight }],
      durationDays: 28,
    },
  },
};
