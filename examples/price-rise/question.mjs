// @ts-check
/** @type {import("../demo/answer.mjs").Question} */
export const priceRise = {
  question: "What if FamilyMart raises its prices by 10 %?",
  scenarios: {
    "FamilyMart +10 %": {
      interventions: [{ type: "price_change", price: { FamilyMart: 1.1 } }],
      durationDays: 30,
    },
    "FamilyMart +10 %, 7-11 follows after ten days": {
      interventions: [
        { type: "price_change", price: { FamilyMart: 1.1 } },
        { type: "price_change", price: { "7-11": 1.1 }, startDay: 10 },
      ],
      durationDays: 30,
    },
  },
};
