import * as z from "zod";
import { LocalDate } from "../schema/instant.js";

const Fraction = z.number().min(0).max(1);
const ByBrand = z.array(z.number()).meta({ description: "One number per brand, in their order" });
const ByMonth = z.array(z.number()).length(12).meta({ description: "January to December" });
const Named = {
  id: z.string().min(1).meta({ description: "Canonical id" }),
  name: z.string().min(1).meta({ description: "As written in the lines" }),
};

export const PlantedHoliday = z.strictObject({
  name: z.string(),
  start: LocalDate,
  end: LocalDate.meta({ description: "Last day, inclusive" }),
  category: z.string(),
});
export type PlantedHoliday = z.infer<typeof PlantedHoliday>;

export const PlantedPersona = z.strictObject({
  ...Named,
  habit: z.number().min(0).lt(1).meta({ description: "ρ", unit: "share that repeats its brand" }),
  buying: z.number().gt(0).lt(1).meta({ description: "q", unit: "probability per person and day" }),
  age: z.strictObject({ low: z.number(), high: z.number() }).meta({ unit: "years, uniform" }),
  monthlySpending: z.strictObject({ low: z.number(), high: z.number() }).meta({
    unit: "currency per month, uniform",
  }),
});
export type PlantedPersona = z.infer<typeof PlantedPersona>;

export const PlantedRegion = z.strictObject({
  ...Named,
  location: z.string().min(1).meta({ description: "Place name of its weather" }),
  temperature: ByMonth.meta({ unit: "°C, normal at mid-month" }),
  rain: ByMonth.meta({ unit: "share of days with rain" }),
});
export type PlantedRegion = z.infer<typeof PlantedRegion>;

export const PlantedBrand = z.strictObject({
  ...Named,
  price: z.number().positive().meta({ description: "p̄, reference price", unit: "currency" }),
  priceCoefficient: z
    .number()
    .nonnegative()
    .meta({ description: "α", unit: "utility per −ln price" }),
  loyaltyProgramme: Fraction.meta({ description: "w", unit: "weight of point multipliers" }),
  temperature: z.number().meta({ unit: "utility per °C above the region's normal" }),
  rain: z.number().meta({ unit: "utility on a rainy day" }),
  holiday: z.number().meta({ unit: "utility on a holiday" }),
  promotes: z.boolean().meta({ description: "Has promotions, features and displays at all" }),
});
export type PlantedBrand = z.infer<typeof PlantedBrand>;

export const PlantedCell = z.strictObject({
  key: z.string(),
  persona: z.string(),
  region: z.string(),
  population: z.number().positive().meta({ unit: "people" }),
  intercepts: ByBrand.meta({ description: "a", unit: "utility at reference conditions" }),
  choice: ByBrand.meta({ description: "softmax(a)", unit: "fraction" }),
  matrix: z.array(ByBrand).meta({
    description: "diag(ρ) + (1 − ρ)·1 choiceᵀ: transitions at reference conditions",
  }),
  satisfaction: Fraction,
  digitalAdoption: Fraction,
  gamification: Fraction,
  efficiency: Fraction,
});
export type PlantedCell = z.infer<typeof PlantedCell>;

export const PlantedEffects = z.strictObject({
  points: z.number().meta({ unit: "utility per ln of the point multiplier, at weight 1" }),
  bogoRedemption: Fraction.meta({ description: "r: share of buyers who redeem" }),
  feature: z.number().meta({ unit: "utility at level 1" }),
  display: z.number().meta({ unit: "utility at level 1" }),
  incidence: Fraction.meta({ description: "λ" }),
});
export type PlantedEffects = z.infer<typeof PlantedEffects>;

/** Everything that a generated market was made from: what a fit should find again. */
export const Truth = z.strictObject({
  kind: z.literal("truth"),
  version: z.literal(1),
  demo: z.literal(true),
  seed: z.int().min(0).max(4294967295),
  start: LocalDate,
  days: z.int().positive(),
  zone: z.string().min(1).meta({ description: "IANA zone of the local times" }),
  currency: z.string().length(3),
  people: z.int().positive().meta({ unit: "people behind one behaviour line" }),
  customers: z.int().nonnegative(),
  priceVariation: z.number().nonnegative().meta({ unit: "standard deviation of ln price" }),
  promotions: z.boolean(),
  overdispersion: z.number().min(0).lt(1).meta({
    description: "Variance of a surveyed share beyond sampling, over x(1 − x)",
  }),
  drift: z.number().nonnegative().meta({
    description: "Daily random walk of every intercept",
    unit: "standard deviation of the daily step, utility",
  }),
  noPrices: z.boolean().meta({ description: "Market lines are written without their price" }),
  badLines: z.number().min(0).lt(1).meta({ unit: "share of broken lines in every file" }),
  effects: PlantedEffects,
  personas: z.array(PlantedPersona).min(1),
  regions: z.array(PlantedRegion).min(1),
  brands: z.array(PlantedBrand).min(2),
  cells: z.array(PlantedCell).min(1).meta({ description: "By region, then persona" }),
  holidays: z.array(PlantedHoliday),
  notes: z.record(z.string(), z.string()).meta({
    description: "Meaning and unit of the fields, for who reads the file alone",
  }),
});
export type Truth = z.infer<typeof Truth>;
