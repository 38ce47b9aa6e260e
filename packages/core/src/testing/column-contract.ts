import fc from "fast-check";
import { expect, it } from "vitest";
import type { CanonicalRecord } from "../schema/record.js";
import { behaviourColumns } from "../store/column-builder.js";
import { eventColumns } from "../store/event-builder.js";
import type { RecordStore } from "../store/record-store.js";
import { arbitraryRecord } from "./arbitrary-record.js";
import { everything, inBatches, isKind } from "./contract-support.js";

const records = fc.array(arbitraryRecord, { maxLength: 60 });
const sizes = fc.integer({ min: 1, max: 20 });

/** Behaviour and customer events as columns are stored as the records that they are made of would be; of stores that take columns. */
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
            (record.kind === "behaviour" || record.kind === "customer-event") &&
            !record.deleted &&
            record.revision === undefined;
          const fitting = batch.records.filter(inColumns);
          const behaviour = fitting.filter(isKind("behaviour"));
          const customerEvents = fitting.filter(isKind("customer-event"));
          const others = batch.records.filter((record) => !inColumns(record));
          const columns = inHalves(behaviour).map((part) => behaviourColumns(part));
          const events = inHalves(customerEvents).map(eventColumns);
          expect(await other.commit({ records: others, columns, events, deadLetters: [] })).toEqual(
            await one.commit({
              records: [...behaviour, ...customerEvents, ...others],
              deadLetters: [],
            }),
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

function inHalves<R>(all: readonly R[]): (readonly R[])[] {
  const half = all.length >> 1;
  return [all.slice(0, half), all.slice(half)];
}
