// @ts-check
const week = { startDay: 0, durationDays: 7, region: "Taipei" };

/** @type {import("../demo/answer.mjs").Question} */
export const rainPromotion = {
  question: "Is a week of 15 % off at 7-11 in Taipei worth more when it rains?",
  scenarios: {
    "rain alone": {
      interventions: [{ type: "external", trigger: "rain", value: 1, ...week }],
      durationDays: 14,
      region: "Taipei",
    },
    "15 % off, usual weather": {
      interventions: [{ type: "promotion", brand: "7-11", discount: 0.15, ...week }],
      durationDays: 14,
      region: "Taipei",
    },
    "15 % off during rain": {
      interventions: [
        { type: "external", trigger: "rain", value: 1, ...week },
        { type: "promotion", brand: "7-11", discount: 0.15, ...week },
      ],
      durationDays: 14,
      region: "Taipei",
    },
  },
};
