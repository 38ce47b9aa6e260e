import { digest } from "../math/digest.js";
import type { DeadLetter, Rejection } from "../schema/dead-letter.js";
import type { Position, RecordKind } from "../schema/record.js";

/** What a dead letter is made of. */
export interface Undelivered {
  readonly kind: RecordKind | null;
  readonly rejection: Rejection;
  readonly position: Position;
  readonly raw: string;
  /** What stands for the raw text in the id, where that differs each time that the record is sent. */
  readonly identity?: string | undefined;
  readonly encoding?: "utf-8" | "base64";
  readonly rejectedAt?: number | null;
}

/** A dead letter; its id is the SHA-256 of source, rule and raw text, so that reading it again changes nothing. */
export function deadLetter(undelivered: Undelivered): DeadLetter {
  const { kind, rejection, position, raw, identity = raw } = undelivered;
  return {
    id: digest([position.source, rejection.rule, identity]),
    kind,
    ...rejection,
    position,
    raw,
    encoding: undelivered.encoding ?? "utf-8",
    rejectedAt: undelivered.rejectedAt ?? null,
  };
}
