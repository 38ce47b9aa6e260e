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
  readonly rejectedAt: () => number | null;
}

/** Takes lines through validation, transformation, enrichment and the caller's rules, and counts each stage. */
export function parseBatch(
  lines: readonly SourceLine[],
  into: ParsedBatch & { readonly stages: StageCounts },
  context: BatchContext,
): void {
  const parser = new BatchParser(into, context);
  for (const line of lines) parser.read(line);
  parser.count();
}

/** Parses lines one after the other into a batch. */
export class BatchParser {
  readonly #into: ParsedBatch;
  readonly #stages: StageCounts;
  readonly #context: BatchContext;
  readonly #errors = new Map<StageName, string>();
  #entered = 0;
  #validated = 0;
  #transformed = 0;
  #enriched = 0;

  constructor(into: ParsedBatch & { readonly stages: StageCounts }, context: BatchContext) {
    this.#into = into;
    this.#stages = into.stages;
    this.#context = context;
  }

  read(line: SourceLine): void {
    const outcome = parseOne(line, this.#context);
    const { stage } = outcome;
    this.#entered += 1;
    if (stage !== "validation") this.#validated += 1;
    if (stage === "enrichment" || stage === "indexing") this.#transformed += 1;
    if (stage === "indexing") {
      this.#enriched += 1;
      this.#into.records.push(outcome.record);
      return;
    }
    const { kind, rejection, position } = outcome;
    const { encoding } = line;
    // A row alone does not say what its cells are: kept as JSON it can be tried again.
    const raw = line.json ?? line.text;
    const rejectedAt = this.#context.rejectedAt();
    this.#into.deadLetters.push(
      deadLetter({
        ...{ kind, rejection, position, raw, encoding, rejectedAt },
        identity: line.identity?.(),
      }),
    );
    this.#errors.set(stage, rejectionText(rejection, position));
  }

  /** Counts what was parsed, and so many lines that passed elsewhere. */
  count(passed = 0): void {
    const left = [this.#validated, this.#transformed, this.#enriched];
    let entered = this.#entered + passed;
    for (const [i, stage] of (["validation", "transformation", "enrichment"] as const).entries()) {
      const through = (left[i] ?? 0) + passed;
      const lastError = this.#errors.get(stage) ?? null;
      countStage(this.#stages, stage, { entered, left: through, lastError });
      entered = through;
    }
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
  const { json, text, unterminated } = line;
  const untyped = json !== undefined;
  const validated = steps.validate(json ?? text, { unterminated, untyped, value: line.value });
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
  if (transformed.deleted === true) return { stage: "indexing", record: transformed };
  const record = steps.enrich(transformed);
  for (const rule of rules) {
    const rejection = rule(record);
    if (rejection !== null) return { stage: "enrichment", kind, rejection, position };
  }
  return { stage: "indexing", record };
}
