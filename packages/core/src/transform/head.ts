import { canonicalJson } from "../math/digest.js";
import type { Rejection } from "../schema/dead-letter.js";
import type { RecordKind } from "../schema/record.js";
import { reject } from "../schema/rejection.js";
import type { ClockTime } from "./clock.js";
import type { Head, LineOrigin, TransformContext } from "./context.js";

/** What lines may say of themselves. */
export interface LineHeadFields {
  readonly demo?: boolean | null | undefined;
  readonly generated_at?: string | null | undefined;
  readonly metadata?: { readonly generated_at?: string | null | undefined } | null | undefined;
}

/** When a line says it was made, null when it does not say. */
export function readGeneratedAt(
  line: LineHeadFields,
  { clock }: TransformContext,
): number | null | Rejection {
  const inner = line.metadata?.generated_at ?? null;
  const text = inner ?? line.generated_at ?? null;
  if (text === null) return null;
  const time = clock.read(text, inner === null ? "/generated_at" : "/metadata/generated_at");
  return "rule" in time ? time : time.at;
}

/** A rejection when an observation lies after `asOf`. */
export function inTheFuture(
  time: ClockTime,
  { field, found, asOf }: { field: string; found: string; asOf: number | null },
): Rejection | null {
  if (asOf === null || time.at <= asOf) return null;
  return reject("in_the_future", {
    field,
    found,
    expected: `a time not after ${new Date(asOf).toISOString()}`,
  });
}

/** Order among changes made at the same moment, as the head of a record takes it: absent where a line does not say. */
export function readRevision({
  revision,
}: {
  readonly revision?: number | null | undefined;
}): Pick<Head, "revision"> {
  return revision === undefined || revision === null ? {} : { revision };
}

/** Natural key of a record, as JSON, so that no name can run into the next. */
export function naturalKey(
  kind: RecordKind,
  parts: readonly (string | number | boolean | null)[],
): string {
  return JSON.stringify([kind, ...parts]);
}

/** What a record is besides its body. */
export interface HeadParts {
  readonly kind: RecordKind;
  readonly key: string;
  readonly time: ClockTime;
  readonly generatedAt: number | null;
  readonly revision?: number | null | undefined;
  readonly demo: boolean;
  readonly repairs: readonly string[];
}

/**
 * The head of a record: its hash covers everything but position, raw text and repairs.
 *
 * @param body - the record's own fields, free of NaN and infinities
 */
export function recordHead(
  parts: HeadParts,
  { body, origin, context }: { body: object; origin: LineOrigin; context: TransformContext },
): Head {
  const { kind, key, time, generatedAt, demo } = parts;
  const { at, offsetMinutes, date } = time;
  const revision = readRevision(parts);
  const content = { kind, key, at, offsetMinutes, date, generatedAt, ...revision, demo, ...body };
  return headOf(parts, { content: canonicalJson(content), origin, context });
}

/** The head of a record whose canonical JSON, without position, raw text and repairs, was written already. */
export function headOf(
  parts: HeadParts,
  { content, origin, context }: { content: string; origin: LineOrigin; context: TransformContext },
): Head {
  const { key, time, generatedAt, demo } = parts;
  const { at, offsetMinutes, date } = time;
  return {
    key,
    hash: context.hash(content),
    at,
    offsetMinutes,
    date,
    generatedAt,
    ...readRevision(parts),
    repairs: repairsOf(origin.repairs, time.repairs, parts.repairs),
    demo,
    position: origin.position,
    raw: origin.raw,
  };
}

/** Repairs of the parts of a record, each once. */
export function repairsOf(...parts: readonly (readonly string[])[]): string[] {
  const all = parts.flat();
  return all.length < 2 ? all : [...new Set(all)];
}
