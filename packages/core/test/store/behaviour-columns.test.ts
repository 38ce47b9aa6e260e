import fc from "fast-check";
import { expect, it } from "vitest";
import { recordsOfColumns } from "../../src/store/behaviour-columns.js";
import { behaviourColumns } from "../../src/store/column-builder.js";
import { arbitraryRecord } from "../../src/testing/arbitrary-record.js";

const behaviour = fc.array(arbitraryRecord, { maxLength: 40 }).map((records) =>
  // Some come again, so that places and lists repeat.
  [...records, ...records.slice(0, 5)]
    .filter((record) => record.kind === "behaviour")
    .filter(({ deleted, revision }) => !deleted && revision === undefined),
);

it("gives back the records that columns were made of, also after they were posted", () => {
  fc.assert(
    fc.property(behaviour, (records) => {
      const columns = behaviourColumns(records);
      expect(recordsOfColumns(columns)).toEqual(records);
      expect(recordsOfColumns(structuredClone(columns))).toEqual(records);
    }),
    { numRuns: 300 },
  );
});
