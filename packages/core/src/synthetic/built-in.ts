import type { PlantedBrand, PlantedPersona, PlantedRegion } from "./truth.js";

/** The personas of the original files. */
export const builtInPersonas: readonly PlantedPersona[] = [
  {
    id: "Fresh_Grad",
    name: "新鮮人",
    habit: 0.45,
    buying: 0.42,
    age: { low: 20, high: 28 },
    monthlySpending: { low: 5000, high: 15000 },
  },
  {
    id: "FinTech_Family",
    name: "FinTech家庭",
    habit: 0.6,
    buying: 0.35,
    age: { low: 30, high: 45 },
    monthlySpending: { low: 15000, high: 40000 },
  },
];

/**
 * The regions of the original files.
 *
 * @remarks Monthly temperatures and shares of rainy days have the shape of the two cities' climate,
 * rounded; they are planted, not measurements.
 */
export const builtInRegions: readonly PlantedRegion[] = [
  {
    id: "Taipei",
    name: "台北",
    location: "臺北市",
    temperature: [16.5, 17, 19, 22.5, 25.5, 28, 30, 29.5, 27.5, 24.5, 21.5, 18],
    rain: [0.45, 0.5, 0.5, 0.5, 0.48, 0.52, 0.4, 0.45, 0.46, 0.38, 0.42, 0.38],
  },
  {
    id: "Tainan",
    name: "台南",
    location: "臺南市",
    temperature: [17.5, 18.5, 21.5, 24.5, 27.5, 28.5, 29.5, 29, 28.5, 26, 23, 19],
    rain: [0.12, 0.16, 0.15, 0.22, 0.28, 0.42, 0.42, 0.48, 0.3, 0.12, 0.1, 0.1],
  },
];

/** The brands of the original files; prices and coefficients are planted. */
export const builtInBrands: readonly PlantedBrand[] = [
  {
    id: "7-11",
    name: "7-11",
    price: 36,
    priceCoefficient: 2.6,
    loyaltyProgramme: 1,
    temperature: 0.012,
    rain: 0.12,
    holiday: 0.1,
    promotes: true,
  },
  {
    id: "FamilyMart",
    name: "FamilyMart",
    price: 35,
    priceCoefficient: 3,
    loyaltyProgramme: 0.8,
    temperature: 0.02,
    rain: 0.06,
    holiday: -0.08,
    promotes: true,
  },
  {
    id: "Other",
    name: "Other",
    price: 32,
    priceCoefficient: 2.2,
    loyaltyProgramme: 0,
    temperature: -0.01,
    rain: -0.1,
    holiday: 0.04,
    promotes: false,
  },
];

/**
 * Choice shares at reference conditions, by cell, in the order 7-11, FamilyMart, Other.
 *
 * @see original system, one published run of the monthly twin (rounded to 0.1 %)
 */
export const builtInShares: Readonly<Record<string, readonly [number, number, number]>> = {
  Fresh_Grad_Taipei: [0.308, 0.322, 0.37],
  Fresh_Grad_Tainan: [0.312, 0.31, 0.378],
  FinTech_Family_Taipei: [0.35, 0.298, 0.352],
  FinTech_Family_Tainan: [0.346, 0.274, 0.38],
};

/** Mean scores of the built-in cells, of the same published run; gamification and efficiency are planted. */
export const builtInScores: Readonly<Record<string, readonly [number, number, number, number]>> = {
  // satisfaction, digital adoption, gamification, efficiency
  Fresh_Grad_Taipei: [0.72, 0.957, 0.883, 0.585],
  Fresh_Grad_Tainan: [0.725, 0.824, 0.826, 0.45],
  FinTech_Family_Taipei: [0.689, 0.534, 0.49, 0.946],
  FinTech_Family_Tainan: [0.69, 0.451, 0.447, 0.826],
};
