import {
  type BehaviourQuestion,
  type BehaviourRecord,
  behaviourKey,
  type RecordStore,
} from "@cdp-whatif/core";

/** Rows asked of the store at once. */
const ROWS_AT_ONCE = 4096;

/** Which rows, and how many at most. */
export type RowScan = Pick<BehaviourQuestion, "filters" | "order"> & {
  readonly most: number;
};

/**
 * Behaviour records a batch at a time, so that memory stays the same however many there are: in order of local date,
 * then of time. Rows that are there at the start come once each, whatever is stored meanwhile.
 */
export async function* scanRows(
  store: RecordStore,
  { filters, order, most }: RowScan,
): AsyncGenerator<BehaviourRecord[]> {
  const { fromDay, toDay, records } = await store.content();
  if (fromDay === null || toDay === null) return;
  const first = Math.max(fromDay, filters.fromDay ?? fromDay);
  const last = Math.min(toDay, filters.toDay ?? toDay);
  // A condition on days lets an engine skip what one on the place alone would have it sort.
  const rowsPerDay = Math.max(1, records.behaviour / (toDay - fromDay + 1));
  const days = Math.max(1, Math.floor(ROWS_AT_ONCE / rowsPerDay));
  let left = most;
  for (let done = 0; done <= last - first && left > 0; done += days) {
    const window =
      order === "asc"
        ? { fromDay: first + done, toDay: Math.min(last, first + done + days - 1) }
        : { fromDay: Math.max(first, last - done - days + 1), toDay: last - done };
    let after: { at: number; key: string } | undefined;
    do {
      const limit = Math.min(left, ROWS_AT_ONCE);
      const rows = await store.behaviour({ ...filters, ...window, order, limit, after });
      const end = rows.at(-1);
      after = rows.length === limit && end !== undefined ? placeOf(end) : undefined;
      left -= rows.length;
      if (rows.length > 0) yield rows;
    } while (after !== undefined && left > 0);
  }
}

function placeOf({ at, persona, region }: BehaviourRecord): { at: number; key: string } {
  return { at, key: behaviourKey({ at, persona, region }) };
}
