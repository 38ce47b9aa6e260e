import * as z from "zod";
import { CoreError } from "../../error.js";
import { chiSquaredQuantile, log } from "../../math/index.js";
import type { PersonaModel, TraitScale } from "./persona-model.js";
import { standardise } from "./trait-scale.js";

/** A persona as a user writes it down. */
export const PersonaDefinition = z.strictObject({
  id: z.string().min(1),
  names: z.strictObject({ en: z.string(), "zh-TW": z.string() }).partial().default({}),
  centre: z
    .record(z.string(), z.number())
    .meta({ description: "Typical value by trait, in its own unit" }),
  spread: z.record(z.string(), z.number().positive()).default({}).meta({
    description:
      "Standard deviation by trait, in its own unit; a quarter of the range of all centres where absent",
  }),
  share: z
    .number()
    .positive()
    .max(1)
    .optional()
    .meta({ description: "Of all customers; equal where absent" }),
});
export type PersonaDefinition = z.infer<typeof PersonaDefinition>;

const TAIL = 0.001;
const LOG_TWO_PI = 1.8378770664093453;

/**
 * A model of personas that were written down, to be matched like fitted ones.
 *
 * @param definitions - of the same traits; one or more
 * @throws CoreError `invalid_input` for an id twice or traits that differ, `no_variation` where no spread is known
 */
export function definePersonas(
  definitions: readonly z.input<typeof PersonaDefinition>[],
): PersonaModel {
  const parsed = definitions.map((one) => PersonaDefinition.parse(one));
  const first = parsed[0];
  const ids = new Set(parsed.map(({ id }) => id));
  const traits = Object.keys(first?.centre ?? {}).sort((a, b) => (a < b ? -1 : 1));
  if (first === undefined || traits.length === 0 || ids.size < parsed.length) {
    throw new CoreError(
      "invalid_input",
      `found ${parsed.length} personas with ${ids.size} ids and ${traits.length} traits, expected one or more of each, ids all different`,
    );
  }
  for (const { id, centre } of parsed) {
    const own = Object.keys(centre).sort((a, b) => (a < b ? -1 : 1));
    if (own.join("\n") !== traits.join("\n")) {
      throw new CoreError(
        "invalid_input",
        `persona ${id} has traits ${own.join(", ")}, expected ${traits.join(", ")}`,
      );
    }
  }
  const scales = traits.map((trait) => scaleOf(trait, parsed));
  const shares = parsed.map(({ share }) => share ?? 1 / parsed.length);
  const total = shares.reduce((sum, share) => sum + share, 0);
  return {
    kind: "personas",
    version: 1,
    k: parsed.length,
    method: "user",
    covariance: "diagonal",
    rows: 0,
    seed: 0,
    traits: scales,
    components: parsed.map(({ id, centre, spread }, i) => {
      const weight = shares[i]! / total;
      const whitening = scales.map(({ trait, scale }) => scale / (spread[trait] ?? scale));
      const logPeak =
        whitening.reduce((sum, w) => sum + log(w), log(weight)) - 0.5 * traits.length * LOG_TWO_PI;
      return {
        persona: id,
        weight,
        mean: scales.map((scale) => standardise(centre[scale.trait]!, scale)),
        whitening,
        logPeak,
      };
    }),
    noise: null,
    outlier: {
      tail: TAIL,
      inflation: 1,
      squaredDistance: chiSquaredQuantile(1 - TAIL, traits.length),
    },
    personas: parsed.map(({ id, names, centre, spread }, i) => ({
      id,
      names: { en: names.en ?? id, "zh-TW": names["zh-TW"] ?? names.en ?? id },
      origin: "user" as const,
      size: 0,
      share: shares[i]! / total,
      centre,
      spread: Object.fromEntries(
        scales.map(({ trait, scale }) => {
          const sd = spread[trait] ?? scale;
          return [trait, { low: centre[trait]! - sd, high: centre[trait]! + sd }];
        }),
      ),
      distinguishing: [],
      stability: null,
    })),
    assignments: {},
    candidates: [],
    reasons: [{ code: "written_down", values: { personas: parsed.length } }],
    stability: null,
    converged: true,
    iterations: 0,
    inertia: null,
    weaknesses: [],
    backtest: null,
  };
}

/** Centre and spread of a trait over the definitions. */
function scaleOf(trait: string, definitions: readonly PersonaDefinition[]): TraitScale {
  const centres = definitions.map(({ centre }) => centre[trait]!);
  const spreads = definitions.flatMap(({ spread }) => spread[trait] ?? []);
  const range = Math.max(...centres) - Math.min(...centres);
  const scale =
    spreads.length > 0 ? spreads.reduce((sum, one) => sum + one, 0) / spreads.length : range / 4;
  if (!(scale > 0)) {
    throw new CoreError(
      "no_variation",
      `trait ${trait} is the same in every persona and no spread is given`,
    );
  }
  const centre = centres.reduce((sum, one) => sum + one, 0) / centres.length;
  return { trait, transform: "none", centre, scale, unit: null };
}
