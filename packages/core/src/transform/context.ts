import type * as z from "zod";
import type { TextHasher } from "../math/text-hasher.js";
import type { Rejection } from "../schema/dead-letter.js";
import type { Position, RecordHead } from "../schema/record.js";
import type { Clock } from "./clock.js";
import type { NameResolver } from "./resolve-name.js";

/** What a line is transformed with, the same for all lines of a run. */
export interface TransformContext {
  readonly names: NameResolver;
  readonly clock: Clock;
  readonly hash: TextHasher;
  /** A list of texts as JSON. */
  readonly textsJson: (list: readonly string[]) => string;
  /** Nothing observed may lie after this instant; null: not checked. */
  readonly asOf: number | null;
  /** Date of lines that have no time of their own, known from their file; null: none. */
  readonly date: string | null;
}

/** Where one line is from, and what was done to it before. */
export interface LineOrigin {
  readonly position: Position;
  readonly raw: string;
  readonly repairs: readonly string[];
}

/** The head of a record. */
export type Head = z.infer<typeof RecordHead>;

/** Whether an outcome is a reason to reject. */
export function isRejection(value: object): value is Rejection {
  return "rule" in value;
}
