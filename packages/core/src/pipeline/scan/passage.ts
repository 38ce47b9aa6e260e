import { ByteText } from "../../store/byte-text.js";

/**
 * What stands between two values of an object, such as `,"region": `, as it was read before: lines are mostly written alike,
 * and bytes that are the same need not be understood again.
 */
export interface Passage<V> {
  readonly text: ByteText;
  /** What it says. */
  readonly value: V;
  readonly before: Passage<V> | null;
  /** What came next the last time. */
  next: Passage<V> | null;
}

/** The passage before the first one of an object. */
export function beginning<V>(value: V): Passage<V> {
  return { text: new ByteText(new Uint8Array(0)), value, before: null, next: null };
}

/** Notes `bytes[from, to)` as what comes next. */
export function learn<V>(
  before: Passage<V>,
  { bytes, from, to, value }: { bytes: Uint8Array; from: number; to: number; value: V },
): Passage<V> {
  const passage = { text: new ByteText(bytes.subarray(from, to)), value, before, next: null };
  before.next = passage;
  return passage;
}
