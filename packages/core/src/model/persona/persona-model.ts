import * as z from "zod";
import { ModelBacktest } from "../../schema/model-backtest.js";
import { Reason } from "../../schema/verdict.js";

/** How a trait is brought to a scale on which customers can be compared. */
export const TraitScale = z.strictObject({
  trait: z.string().min(1),
  transform: z.enum(["none", "log", "log1p"]).meta({
    description: "log and log1p where normal groups describe the logarithms better than the values",
  }),
  centre: z.number().meta({ description: "Subtracted after the transform" }),
  scale: z.number().positive().meta({ description: "Divided by after the centre" }),
  unit: z.string().nullable(),
});
export type TraitScale = z.infer<typeof TraitScale>;

/** One normal density, on the standard scale; a persona has one, or several where its shape asks for it. */
export const PersonaComponent = z.strictObject({
  persona: z.string().min(1),
  weight: z.number().min(0).max(1),
  mean: z.array(z.number()),
  whitening: z.array(z.number()).meta({
    description:
      "What makes deviations independent with variance 1: rows of a lower triangle, or 1 / standard deviation of each trait",
  }),
  logPeak: z.number().meta({ description: "Log of weight × density at the mean" }),
});
export type PersonaComponent = z.infer<typeof PersonaComponent>;

/** A trait by which a persona differs from all customers. */
export const DistinguishingTrait = z.strictObject({
  trait: z.string(),
  direction: z.enum(["high", "low"]),
  z: z.number().meta({ unit: "standard deviations of all customers, on the trait's scale" }),
  value: z.number().meta({ description: "Centre of the persona, in the trait's own unit" }),
  unit: z.string().nullable(),
});
export type DistinguishingTrait = z.infer<typeof DistinguishingTrait>;

/** A group of customers and its description. */
export const Persona = z.strictObject({
  id: z.string().min(1),
  names: z.strictObject({ en: z.string(), "zh-TW": z.string() }),
  origin: z.enum(["fitted", "novel", "user"]),
  size: z.int().nonnegative().meta({ unit: "customers of the fit" }),
  share: z.number().min(0).max(1),
  centre: z.record(z.string(), z.number()).meta({ description: "In the traits' own units" }),
  spread: z.record(z.string(), z.strictObject({ low: z.number(), high: z.number() })).meta({
    description: "16th and 84th percentile of its customers, in the traits' own units",
  }),
  distinguishing: z.array(DistinguishingTrait),
  stability: z.number().min(0).max(1).nullable().meta({
    description: "Mean Jaccard similarity with its nearest group in refits to resampled customers",
  }),
});
export type Persona = z.infer<typeof Persona>;

/** What one number of personas would have been like. */
export const PersonaCandidate = z.strictObject({
  k: z.int().positive(),
  components: z.int().positive(),
  covariance: z.string(),
  bic: z
    .number()
    .meta({ description: "Bayesian information criterion of the mixture; lower is better" }),
  silhouette: z.number().min(-1).max(1).nullable(),
  valley: z.number().min(0).max(1).nullable().meta({
    description:
      "Density in the shallowest valley between two personas as share of the lower peak; null for one persona",
  }),
  chosen: z.boolean(),
});
export type PersonaCandidate = z.infer<typeof PersonaCandidate>;

/** Whether the same personas come back when customers are drawn again. */
export const PersonaStability = z.strictObject({
  resamples: z.int().positive(),
  adjustedRand: z
    .number()
    .max(1)
    .meta({ description: "Mean agreement of assignments, 1 = the same" }),
  lowestJaccard: z.number().min(0).max(1),
});
export type PersonaStability = z.infer<typeof PersonaStability>;

/** Personas, who belongs to them, and all that is needed to tell to which one a further customer belongs. */
export const PersonaModel = z
  .strictObject({
    kind: z.literal("personas"),
    version: z.literal(1),
    k: z.int().positive(),
    method: z.enum(["kmeans", "gmm", "density", "user"]).meta({
      description:
        "density: several normal components to a persona, joined where no valley parts them or following a peak of the density",
    }),
    covariance: z.string(),
    rows: z.int().nonnegative(),
    seed: z.int().nonnegative(),
    traits: z.array(TraitScale).min(1),
    components: z.array(PersonaComponent).min(1),
    noise: z
      .strictObject({ weight: z.number().min(0).max(1), logDensity: z.number() })
      .nullable()
      .meta({ description: "Uniform density of customers who belong to no persona" }),
    outlier: z.strictObject({
      tail: z.number().min(0).max(1),
      inflation: z.number().positive().meta({
        description: "How much wider the data are than normal: factor of squared distances",
      }),
      squaredDistance: z.number().positive().meta({
        description: "A customer farther from every component than this belongs to none",
      }),
    }),
    personas: z.array(Persona).min(1),
    assignments: z.record(z.string(), z.string().nullable()),
    candidates: z.array(PersonaCandidate),
    reasons: z.array(Reason).meta({ description: "Why this number of personas and this method" }),
    stability: PersonaStability.nullable(),
    converged: z.boolean(),
    iterations: z.int().nonnegative(),
    inertia: z.number().nonnegative().nullable().meta({
      description: "k-means: sum of squared distances to the own centre, on the standard scale",
    }),
    weaknesses: z.array(Reason),
    backtest: ModelBacktest.nullable(),
  })
  .check(({ value, issues }) => {
    const d = value.traits.length;
    const ids = new Set(value.personas.map(({ id }) => id));
    const wrong = (message: string) => issues.push({ code: "custom", message, input: value });
    if (value.k !== value.personas.length || ids.size !== value.k) {
      wrong(`k is ${value.k}, found ${value.personas.length} personas with ${ids.size} ids`);
    }
    for (const { persona, mean, whitening } of value.components) {
      if (!ids.has(persona)) wrong(`component of unknown persona ${persona}`);
      const sizes = [d, (d * (d + 1)) / 2];
      if (mean.length !== d || !sizes.includes(whitening.length)) {
        wrong(`component of ${persona}: ${mean.length} means and ${whitening.length} weights`);
      }
    }
    for (const persona of Object.values(value.assignments)) {
      if (persona !== null && !ids.has(persona)) wrong(`assignment to unknown persona ${persona}`);
    }
  });
export type PersonaModel = z.infer<typeof PersonaModel>;
