import type { RecordStore } from "@cdp-whatif/core";
import { CoreError } from "@cdp-whatif/core/error";
import { sizeText } from "../size-text.js";
import type { RetentionState } from "./retention.js";

type Batch = Parameters<RecordStore["commit"]>[0];

/** A store that takes nothing more while its folder is above its budget and nothing in it may go. */
export function limitStore(
  store: RecordStore,
  {
    room,
    onRefused,
  }: { readonly room: () => RetentionState | null; readonly onRefused: (records: number) => void },
): RecordStore {
  return {
    ...store,
    async commit(batch) {
      const state = room();
      const count = sizeOf(batch);
      if (state === null || !state.isClosed || count === 0) return store.commit(batch);
      onRefused(count);
      throw full(state);
    },
  };
}

/** Records and dead letters of a batch. */
function sizeOf({ records, columns = [], events = [], deadLetters }: Batch): number {
  const rows = [...columns, ...events].reduce((sum, part) => sum + part.rows, 0);
  return records.length + deadLetters.length + rows;
}

function full({ takenBytes, budgetBytes }: RetentionState): CoreError {
  return new CoreError(
    "store_full",
    `the data take ${sizeText(takenBytes)}, their budget (CDP_DATA_BUDGET) is ${sizeText(budgetBytes)}, and what is left may not go; nothing of this was stored. Raise the budget, or keep older behaviour in another store; then send it again`,
  );
}
