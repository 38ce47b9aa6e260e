import { digest } from "../math/digest.js";
import type { DeadLetter, Rejection } from "../schema/dead-letter.js";
import type { Position, RecordKind } from "../schema/record.js";

/** What a dead letter is made of. */
export interface Undelivered {
  readonly kind: RecordKind | null;
  readonly rejection: Rejection;
  readonly position: Position;
  readonly raw: string;
  readonly encoding?: "utf-8" | "base64";
  readonly rejectedAt?: number | null;
}

/** A dead letter; its id is the SHA-256 of source, rule and raw text, so that reading it again changes nothing. */
export function deadLetter(undelivered: Undelivered): DeadLetter {
  const { kind, rejection, position, raw } = undelivered;
  return {
    id: digest([position.source, rejection.rule, raw]),
    kind,
    ...rejection,
    position,
    raw,
    encoding: undelivered.encoding ?? "utf-8",
    rejectedAt: undelivered.rejectedAt ?? null,
  };
}
