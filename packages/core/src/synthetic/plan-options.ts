import * as z from "zod";
import { LocalDate } from "../schema/instant.js";
import { PlantedHoliday } from "./truth.js";

const Names = (smallest: number) =>
  z.union([z.int().min(smallest), z.array(z.string().min(1)).min(smallest)]).meta({
    description: "How many (the built-in names first, then generic ones), or the names themselves",
  });

/** What a generated market is to be like; everything has a default. */
export const PlanOptions = z.strictObject({
  personas: Names(1).default(2),
  regions: Names(1).default(2),
  brands: Names(2).default(3),
  customers: z.int().nonnegative().default(0).meta({ unit: "people with events of their own" }),
  days: z.int().positive().default(180),
  start: LocalDate.default("2025-09-06"),
  seed: z.int().min(0).max(4294967295).default(1),
  people: z.int().positive().default(500).meta({ unit: "people behind one behaviour line" }),
  priceVariation: z.number().min(0).max(1).default(0.08).meta({
    unit: "standard deviation of ln price; 0 keeps prices constant",
  }),
  promotions: z.boolean().default(true),
  overdispersion: z.number().min(0).lt(1).default(0),
  drift: z.number().min(0).max(1).default(0),
  noPrices: z.boolean().default(false),
  badLines: z.number().min(0).max(0.9).default(0),
  zone: z.string().min(1).default("Asia/Taipei").meta({ description: "IANA zone of local times" }),
  currency: z.string().length(3).default("TWD"),
  holidays: z.union([z.literal("taiwan"), z.array(PlantedHoliday)]).default("taiwan"),
});
export type PlanOptions = z.infer<typeof PlanOptions>;
/** Options as they may be written: what has a default may be left out. */
export type PlanOptionsInput = z.input<typeof PlanOptions>;
