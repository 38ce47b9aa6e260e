import * as z from "zod";
import { CoreError } from "../../error.js";
import { normalQuantile } from "../../math/index.js";

/** Where a figure is from: a test of one's own, or something published or imported. */
export const EvidenceSource = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("experiment"), test: z.string().min(1) }),
  z.strictObject({ kind: z.literal("publication"), publication: z.string().min(1) }),
]);
export type EvidenceSource = z.infer<typeof EvidenceSource>;

/** Central interval of a figure. */
const Interval = z
  .strictObject({
    low: z.number(),
    high: z.number(),
    level: z.number().gt(0).lt(1).default(0.95),
  })
  .refine(({ low, high }) => low <= high, "expected low at or below high");

/** How well a figure carries over to where it is used. */
export const Transport = z.strictObject({
  addedStandardError: z
    .number()
    .nonnegative()
    .meta({ description: "How far the figure may differ there, in its own unit" }),
  because: z.string().min(1).meta({ description: "Such as: measured in another region in 2024" }),
});
export type Transport = z.infer<typeof Transport>;

/** A measured or published figure: value, spread, source. */
export const Evidence = z
  .strictObject({
    value: z.number(),
    standardError: z.number().nonnegative().optional(),
    interval: Interval.optional(),
    source: EvidenceSource,
    at: z.string().optional().meta({ description: "Day or period of the measurement" }),
    transport: Transport.optional(),
  })
  .refine(
    ({ standardError, interval }) => (standardError === undefined) !== (interval === undefined),
    "expected either a standard error or an interval",
  );
export type Evidence = z.input<typeof Evidence>;

/** A normal observation: what was measured and its variance, transport included. */
export interface NormalEvidence {
  readonly value: number;
  readonly variance: number;
  readonly source: EvidenceSource;
}

/**
 * Value and variance of evidence.
 *
 * An interval is taken as a central one of a normal distribution: its width over 2 z of its level is the standard error.
 *
 * @throws CoreError `invalid_input` for evidence that is none
 */
export function normalEvidence(evidence: Evidence): NormalEvidence {
  const parsed = Evidence.safeParse(evidence);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new CoreError("invalid_input", `evidence: ${issue?.path.join(".")} ${issue?.message}`);
  }
  const { value, standardError, interval, source, transport } = parsed.data;
  const own =
    standardError ??
    (interval
      ? (interval.high - interval.low) / (2 * normalQuantile(0.5 + interval.level / 2))
      : 0);
  const added = transport?.addedStandardError ?? 0;
  return { value, variance: own * own + added * added, source };
}
