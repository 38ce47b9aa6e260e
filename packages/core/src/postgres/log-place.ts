import type { ChangeStamp } from "../envelope/index.js";

/** How far a database's log has been read, and the last stamp that was given to a change. */
export interface Place extends ChangeStamp {
  readonly lsn: bigint;
}

export const START: Place = { lsn: 0n, at: 0, revision: -1 };

/** `16/B374D848` as PostgreSQL writes a position of its log. */
export function lsnText(lsn: bigint): string {
  return `${(lsn >> 32n).toString(16)}/${(lsn & 0xffffffffn).toString(16)}`.toUpperCase();
}

export function readLsn(text: string): bigint {
  const [high = "", low = ""] = text.split("/");
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

/** A place as a cursor: position, instant, revision. */
export function placeText({ lsn, at, revision }: Place): string {
  return `${lsnText(lsn)} ${at} ${revision}`;
}

/** @returns null when it is no cursor of this source */
export function readPlace(cursor: string): Place | null {
  const found = /^([0-9A-F]+\/[0-9A-F]+) (\d+) (-?\d+)$/.exec(cursor);
  const [, lsn = "", at = "", revision = ""] = found ?? [];
  return found === null ? null : { lsn: readLsn(lsn), at: Number(at), revision: Number(revision) };
}
