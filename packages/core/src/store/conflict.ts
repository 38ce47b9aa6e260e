import { digest } from "../math/digest.js";
import type { DeadLetter } from "../schema/dead-letter.js";
import type { CanonicalRecord } from "../schema/record.js";
import { reject } from "../schema/rejection.js";

/** What two records of the same key are told apart by. */
export interface Standing {
  readonly hash: string;
  readonly generatedAt: number | null;
  readonly revision?: number | undefined;
  readonly deleted?: true | undefined;
}

/** The rule of dead letters that lost against another record of their key. */
export const SUPERSEDED = "superseded";

/**
 * What becomes of an incoming record whose key is already held.
 *
 * Equal content is a `duplicate` (the one held stays, with its provenance). Otherwise the greater `generatedAt` stands,
 * null being least, then the greater `revision`, none being least, then a deletion before a record, then the greater hash;
 * so the outcome does not depend on the order of arrival.
 */
export function decideConflict(
  held: Standing,
  incoming: Standing,
): "duplicate" | "held_stands" | "incoming_stands" {
  if (held.hash === incoming.hash) return "duplicate";
  const order =
    compare(held.generatedAt, incoming.generatedAt) ||
    compare(held.revision, incoming.revision) ||
    Number(held.deleted === true) - Number(incoming.deleted === true) ||
    (held.hash > incoming.hash ? 1 : -1);
  return order > 0 ? "held_stands" : "incoming_stands";
}

function compare(a: number | null | undefined, b: number | null | undefined): number {
  const [one, other] = [a ?? Number.NEGATIVE_INFINITY, b ?? Number.NEGATIVE_INFINITY];
  return one === other ? 0 : one > other ? 1 : -1;
}

/**
 * The dead letter of a record that lost.
 *
 * @remarks Its id is made of key and hash instead of source and raw text: the same content that arrives from two sources is
 * one record, so it is one loser too, whichever of them came first.
 */
export function supersededLetter(loser: CanonicalRecord): DeadLetter {
  const { kind, key, hash, generatedAt, position, raw } = loser;
  const made = generatedAt === null ? "no generated_at" : new Date(generatedAt).toISOString();
  return {
    id: digest([SUPERSEDED, key, hash]),
    kind,
    ...reject(SUPERSEDED, {
      field: "",
      found: `${made}, content ${hash}`,
      expected: `the greatest generated_at, then revision, then a deletion, then the greatest content hash, among records of ${key}`,
    }),
    position,
    raw,
    encoding: "utf-8",
    rejectedAt: null,
  };
}
