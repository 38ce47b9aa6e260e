import { createEnrichment } from "../enrich/index.js";
import { builtInCatalogue } from "../schema/built-in-catalogue.js";
import type { Rejection } from "../schema/dead-letter.js";
import type { Accepted } from "../schema/line/accepted.js";
import { createNames } from "../schema/names.js";
import type { CanonicalRecord, RecordKind } from "../schema/record.js";
import {
  canonicalRecord,
  type LineOrigin,
  type TransformContext,
  transformContext,
} from "../transform/index.js";
import { coerceNumbers, coerceTexts } from "../validate/coerce.js";
import { readDeletion } from "../validate/deletion.js";
import { readDemoRow } from "../validate/demo-row.js";
import { checkObject, readObject } from "../validate/read-object.js";
import { recognise, type UnknownLine, unrecognised } from "../validate/recognise.js";
import { validate } from "../validate/validate.js";
import type { ParseOptions } from "./parse-options.js";

/** What validation says of a line. */
export type Validated =
  | { readonly ok: true; readonly accepted: Accepted; readonly repairs: readonly string[] }
  | { readonly ok: false; readonly kind: RecordKind | null; readonly rejection: Rejection };

interface ReadingOptions {
  /** The source ended within the line. */
  readonly unterminated: boolean;
  /** All values are texts. */
  readonly untyped?: boolean | undefined;
  /** What the text is the JSON of, when it was parsed already. */
  readonly value?: UnknownLine | undefined;
}

/** The three stages that make a record of a line. */
export interface ParseSteps {
  validate(text: string, options: ReadingOptions): Validated;
  transform(accepted: Accepted, origin: LineOrigin): CanonicalRecord | Rejection;
  enrich(record: CanonicalRecord): CanonicalRecord;
  /** What transformation works with. */
  readonly context: TransformContext;
}

const NONE: readonly string[] = [];

/** Prepares the stages for many lines. @throws CoreError `unknown_zone` | `invalid_catalogue` */
export function parseSteps(options: ParseOptions): ParseSteps {
  const catalogue = options.catalogue ?? builtInCatalogue;
  const names = options.names ?? createNames(catalogue);
  const zone = options.zone === undefined ? catalogue.zone : options.zone;
  const { asOf, date, hash } = options;
  const context = transformContext({ names, zone, asOf, date, hash });
  return {
    validate: (text, reading) => validated(text, { options, ...reading }),
    transform: (accepted, origin) => canonicalRecord(accepted, origin, context),
    enrich: createEnrichment(catalogue, names),
    context,
  };
}

function validated(
  text: string,
  {
    options,
    unterminated,
    untyped = false,
    value,
  }: ReadingOptions & { readonly options: ParseOptions },
): Validated {
  const read = value === undefined ? readObject(text, { unterminated }) : checkObject(value, text);
  if ("rule" in read) return { ok: false, kind: null, rejection: read };
  if (read.line.deleted === true) {
    const deletion = readDeletion(read.line);
    if ("rule" in deletion) return { ok: false, kind: null, rejection: deletion };
    return accepted(deletion.line, { kind: deletion.kind, repairs: NONE, options });
  }
  const kind = recognise(read.line);
  if (kind === null) return { ok: false, kind: null, rejection: unrecognised(read.line) };
  if (kind === "demo") {
    const accept = options.acceptDemoRows ?? false;
    const row = readDemoRow(read.line, { accept, date: options.date ?? null });
    if ("rule" in row) return { ok: false, kind: "behaviour", rejection: row };
    return accepted(row.line, { kind: "behaviour", repairs: row.repairs, options });
  }
  return accepted(read.line, { kind, repairs: NONE, options, untyped });
}

function accepted(
  line: UnknownLine,
  about: {
    readonly kind: RecordKind;
    readonly repairs: readonly string[];
    readonly options: ParseOptions;
    readonly untyped?: boolean;
  },
): Validated {
  const { kind, options, untyped = false } = about;
  let [readable, repairs] = [line, about.repairs];
  if (untyped || options.coerceNumbers) {
    const coerced = (untyped ? coerceTexts : coerceNumbers)(line, kind);
    readable = coerced.line;
    repairs = [...repairs, ...coerced.repairs];
  }
  if (options.demo) readable = { ...readable, demo: true };
  const result = validate(readable, kind);
  if ("rule" in result) return { ok: false, kind, rejection: result };
  return { ok: true, accepted: result, repairs };
}
