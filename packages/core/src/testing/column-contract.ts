import fc from "fast-check";
import { expect, it } from "vitest";
import type { CanonicalRecord } from "../schema/record.js";
import { behaviourColumns } from "../store/column-builder.js";
import type { RecordStore } from "../store/record-store.js";
import { arbitraryRecord } from "./arbitrary-record.js";
import { everything, inBatches, isKind } from "./contract-support.js";

const records = fc.array(arbitraryRecord, { maxLength: 60 });
const sizes = fc.integer({ min: 1, max: 20 });

/** Behaviour as columns is stored as the records that it is made of would be; of stores that take columns. */
export function columnContract(
  fresh: () => Promise<RecordStore>,
  { runs }: { readonly runs: number },
): void {
  it("takes columns as it takes the records they are made of, if it takes columns", async () => {
    await fc.assert(
      fc.asyncProperty(records, records, sizes, async (before, rows, size) => {
        const [one, other] = [await fresh(), await fresh()];
        if (other.takesColumns !== true) return;
        for (const store of [one, other]) await store.commit({ records: before, deadLetters: [] });
        for (const batch of inBatches(rows, [], size)) {
          const inColumns = (record: CanonicalRecord) =>
            record.kind === "behaviour" && !record.deleted && record.revision === undefined;
          const behaviour = batch.records.filter(isKind("behaviour")).filter(inColumns);
          const others = batch.records.filter((record) => !inColumns(record));
          const half = behaviour.length >> 1;
          const columns = [behaviour.slice(0, half), behaviour.slice(half)].map((part) =>
            behaviourColumns(part),
          );
          expect(await other.commit({ records: others, columns, deadLetters: [] })).toEqual(
            await one.commit({ records: [...behaviour, ...others], deadLetters: [] }),
          );
        }
        expect(await everything(other)).toBe(await everything(one));
        await one.close();
        await other.close();
      }),
      { numRuns: runs },
    );
  });
}
