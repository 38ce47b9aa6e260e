import type { BehaviourRecord } from "@cdp-whatif/core";
import type * as Arrow from "apache-arrow";
import type { SeriesCell, SeriesRow } from "./series-rows.js";

/** Type of Arrow's streaming format (registered with IANA). */
export const ARROW_TYPE = "application/vnd.apache.arrow.stream";

type Library = typeof Arrow;
type Kind = "text" | "texts" | "number" | "boolean" | "time" | "date";

/** A column of rows: its name, what it holds, and where that is. */
export interface Column<Row> {
  readonly name: string;
  readonly kind: Kind;
  readonly of: (row: Row) => unknown;
}

/** Columns of behaviour records: a column of shares for each brand, null where a record does not name it. */
export function behaviourTable(brands: readonly string[]): Column<BehaviourRecord>[] {
  return [
    { name: "timestamp", kind: "time", of: ({ at }) => at },
    { name: "offset_minutes", kind: "number", of: ({ offsetMinutes }) => offsetMinutes },
    { name: "date", kind: "date", of: ({ date }) => Date.parse(date) },
    { name: "group", kind: "text", of: ({ persona }) => persona },
    { name: "region", kind: "text", of: ({ region }) => region },
    ...brands.map(
      (brand): Column<BehaviourRecord> => ({
        name: `brand_distribution.${brand}`,
        kind: "number",
        of: ({ shares }) => (Object.hasOwn(shares, brand) ? shares[brand] : null),
      }),
    ),
    { name: "avg_satisfaction", kind: "number", of: ({ satisfaction }) => satisfaction },
    { name: "digital_adoption_rate", kind: "number", of: ({ digitalAdoption }) => digitalAdoption },
    { name: "gamification_engagement", kind: "number", of: ({ gamification }) => gamification },
    { name: "efficiency_score", kind: "number", of: ({ efficiency }) => efficiency },
    { name: "total_personas", kind: "number", of: ({ people }) => people },
    { name: "key_insights", kind: "texts", of: ({ insights }) => insights },
    { name: "repairs", kind: "texts", of: ({ repairs }) => repairs },
    { name: "demo", kind: "boolean", of: ({ demo }) => demo },
  ];
}

/** Columns of series, with one row for each cell and bucket. */
export function seriesTable(brands: readonly string[]): Column<SeriesRow>[] {
  const number = (
    name: string,
    of: (cell: SeriesCell) => readonly (number | null)[] | undefined,
  ) => ({
    name,
    kind: "number" as const,
    of: ({ cell, index }: SeriesRow) => of(cell)?.[index] ?? null,
  });
  return [
    { name: "persona", kind: "text", of: ({ cell }) => cell.persona },
    { name: "region", kind: "text", of: ({ cell }) => cell.region },
    { name: "date", kind: "date", of: ({ cell, index }) => Date.parse(cell.dates[index] ?? "") },
    number("people", ({ people }) => people),
    ...brands.map((brand) => number(`shares.${brand}`, ({ shares }) => shares[brand])),
    number("satisfaction", ({ satisfaction }) => satisfaction),
    number("digital_adoption", (cell) => cell.digital_adoption),
    number("gamification", ({ gamification }) => gamification),
    number("efficiency", ({ efficiency }) => efficiency),
  ];
}

/**
 * Rows as a stream in Arrow's IPC format, batch by batch: a schema, one record batch for each batch of rows, an end.
 *
 * @see Apache Arrow, Columnar format, IPC streaming format
 */
export async function* arrowStream<Row>(
  batches: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
  columns: readonly Column<Row>[],
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  // Read when it is asked for first: who never asks keeps 20 MB.
  const arrow = await import("apache-arrow");
  const schema = new arrow.Schema(
    columns.map(({ name, kind }) => new arrow.Field(name, typeOf(arrow, kind), true)),
  );
  const written: Uint8Array[] = [];
  const sink = new (class extends arrow.AsyncByteQueue {
    override write(chunk: Uint8Array): void {
      written.push(chunk);
    }
  })();
  const writer = new arrow.RecordBatchStreamWriter({ autoDestroy: false });
  const taken = () => Uint8Array.from(Buffer.concat(written.splice(0)));
  writer.reset(sink, schema);
  yield taken();
  for await (const rows of batches) {
    writer.write(batchOf(arrow, { schema, columns, rows }));
    yield taken();
  }
  writer.finish();
  yield taken();
}

function batchOf<Row>(
  arrow: Library,
  {
    schema,
    columns,
    rows,
  }: { schema: Arrow.Schema; columns: readonly Column<Row>[]; rows: readonly Row[] },
): Arrow.RecordBatch {
  const children = columns.map(({ kind, of }) => {
    const builder = arrow.makeBuilder({ type: typeOf(arrow, kind), nullValues: [null, undefined] });
    for (const row of rows) builder.append(of(row));
    return builder.finish().flush();
  });
  const type = new arrow.Struct(schema.fields);
  return new arrow.RecordBatch(schema, arrow.makeData({ type, length: rows.length, children }));
}

function typeOf(arrow: Library, kind: Kind): Arrow.DataType {
  switch (kind) {
    case "text":
      return new arrow.Utf8();
    case "texts":
      return new arrow.List(new arrow.Field("item", new arrow.Utf8(), true));
    case "number":
      return new arrow.Float64();
    case "boolean":
      return new arrow.Bool();
    case "time":
      return new arrow.Timestamp(arrow.TimeUnit.MILLISECOND, "UTC");
    case "date":
      return new arrow.DateDay();
  }
}
