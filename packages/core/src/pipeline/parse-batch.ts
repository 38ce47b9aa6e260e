import type { DeadLetter, Rejection } from "../schema/dead-letter.js";
import type { CanonicalRecord, Position, RecordKind } from "../schema/record.js";
import { rejectionText } from "../schema/rejection.js";
import type { SourceLine } from "../source/index.js";
import { deadLetter } from "../store/dead-letter.js";
import type { ParseSteps } from "./parse-steps.js";
import { countStage, type StageCounts, type StageName } from "./stage.js";

/** A rule of the caller's own: a reason to reject a record, or null. */
export type Rule = (record: CanonicalRecord) => Rejection | null;

/** What lines became. */
export interface ParsedBatch {
  readonly records: CanonicalRecord[];
  readonly deadLetters: DeadLetter[];
}

/** What a batch is parsed with. */
export interface BatchContext {
  readonly source: string;
  readonly steps: ParseSteps;
  readonly rules: readonly Rule[];
  readonly rejectedAt: number | null;
}

/** Takes lines through validation, transformation, enrichment and the caller's rules, and counts each stage. */
export function parseBatch(
  lines: readonly SourceLine[],
  into: ParsedBatch & { readonly stages: StageCounts },
  context: BatchContext,
): void {
  const left = { validation: 0, transformation: 0, enrichment: 0 };
  const errors = new Map<StageName, string>();
  for (const line of lines) {
    const outcome = parseOne(line, context);
    if (outcome.stage !== "validation") left.validation += 1;
    if (outcome.stage === "enrichment" || outcome.stage === "indexing") left.transformation += 1;
    if (outcome.stage === "indexing") {
      left.enrichment += 1;
      into.records.push(outcome.record);
      continue;
    }
    const { kind, rejection, position } = outcome;
    const { text: raw, encoding } = line;
    const { rejectedAt } = context;
    into.deadLetters.push(deadLetter({ kind, rejection, position, raw, encoding, rejectedAt }));
    errors.set(outcome.stage, rejectionText(rejection, position));
  }
  let entered = lines.length;
  for (const stage of ["validation", "transformation", "enrichment"] as const) {
    const lastError = errors.get(stage) ?? null;
    countStage(into.stages, stage, { entered, left: left[stage], lastError });
    entered = left[stage];
  }
}

type Outcome =
  | { readonly stage: "indexing"; readonly record: CanonicalRecord }
  | {
      readonly stage: Exclude<StageName, "indexing">;
      readonly kind: RecordKind | null;
      readonly rejection: Rejection;
      readonly position: Position;
    };

function parseOne(line: SourceLine, { source, steps, rules }: BatchContext): Outcome {
  const position = { source, line: line.line, offset: line.offset };
  if (line.rejection !== null) {
    return { stage: "validation", kind: null, rejection: line.rejection, position };
  }
  const validated = steps.validate(line.text, line);
  if (!validated.ok) {
    return { stage: "validation", kind: validated.kind, rejection: validated.rejection, position };
  }
  const { kind } = validated.accepted;
  const repairs =
    line.repairs.length === 0 ? validated.repairs : [...line.repairs, ...validated.repairs];
  const origin = { position, raw: line.text, repairs };
  const transformed = steps.transform(validated.accepted, origin);
  if ("rule" in transformed) {
    return { stage: "transformation", kind, rejection: transformed, position };
  }
  const record = steps.enrich(transformed);
  for (const rule of rules) {
    const rejection = rule(record);
    if (rejection !== null) return { stage: "enrichment", kind, rejection, position };
  }
  return { stage: "indexing", record };
}
