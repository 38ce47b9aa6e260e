/** When a change was made, and its order among those of the same millisecond. */
export interface ChangeStamp {
  readonly at: number;
  readonly revision: number;
}

/**
 * The stamp of the next change: never before that of the last one, should a clock be set back; and of the same millisecond, a
 * greater revision. So the changes of a source have one order, which their stamps tell.
 */
export function nextStamp(last: ChangeStamp, madeAt: number): ChangeStamp {
  return madeAt > last.at
    ? { at: madeAt, revision: 0 }
    : { at: last.at, revision: last.revision + 1 };
}
