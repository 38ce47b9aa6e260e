import type { DuckDBConnection } from "@duckdb/node-api";
import type { CellSeries, History } from "../schema/history.js";
import { assembleHistory } from "../store/history.js";
import { CellBuffer, type ClosedCell, seriesOf } from "./cell-buffer.js";
import type { NameTable } from "./name-table.js";
import { readOtherKind } from "./read-other.js";
import { numberAt, valuesOf } from "./read-value.js";
import { SCAN_SELECT, scanBehaviour } from "./scan-behaviour.js";

/** What a twin is fitted from: behaviour goes from the engine's chunks straight into columns, row objects are never kept. */
export async function readHistory(
  connection: DuckDBConnection,
  { fromDay }: { readonly fromDay?: number | undefined },
  names: NameTable,
): Promise<History> {
  const closed: ClosedCell[] = [];
  const open: { cell: CellBuffer | null; persona: number; region: number } = {
    cell: null,
    persona: -1,
    region: -1,
  };
  const close = () => {
    if (open.cell !== null) closed.push(open.cell.close());
  };
  const brandSets = new Map<number, readonly string[]>();
  const brandsOf = (id: number) => {
    const brands = brandSets.get(id) ?? names.list(id);
    brandSets.set(id, brands);
    return brands;
  };
  let demo = false;
  for (const sql of await portions(connection, fromDay)) {
    await scanBehaviour(connection, { sql, parameters: [] }, (row) => {
      demo ||= row.demo;
      if (open.cell === null || row.persona !== open.persona || row.region !== open.region) {
        close();
        const [persona, region] = [names.text(row.persona), names.text(row.region)];
        open.persona = row.persona;
        open.region = row.region;
        open.cell = new CellBuffer({ persona, region });
      }
      open.cell.add(row, brandsOf(row.brands));
    });
  }
  close();
  const market = await readOtherKind(connection, { kind: "market", fromDay }, names);
  const webIntel = await readOtherKind(connection, { kind: "web-intel", fromDay }, names);
  return assembleHistory({
    brands: closed.flatMap(({ brands }) => brands),
    cells: (brands): CellSeries[] => closed.map((one) => seriesOf(one, brands)),
    demo,
    market,
    webIntel,
  });
}

/** Rows that are put in order at once, which the engine does in memory. */
const ROWS_AT_ONCE = 250_000;

/** Queries of whole personas, a cell complete before the next begins and in it a day. */
async function portions(
  connection: DuckDBConnection,
  fromDay: number | undefined,
): Promise<string[]> {
  const since = fromDay === undefined ? "true" : `day >= ${BigInt(Math.ceil(fromDay))}`;
  const counts = await valuesOf(
    connection,
    `SELECT persona, count(*) FROM behaviour WHERE ${since} GROUP BY persona ORDER BY persona`,
  );
  const queries: string[] = [];
  let [first, rows] = [0, 0];
  for (let i = 0; i < counts.rows; i++) {
    rows += numberAt(counts.column(1), i);
    if (rows < ROWS_AT_ONCE && i < counts.rows - 1) continue;
    const [from, to] = [first, i].map((at) => BigInt(numberAt(counts.column(0), at)));
    queries.push(
      `SELECT ${SCAN_SELECT} FROM behaviour WHERE ${since} AND persona BETWEEN ${from} AND ${to}
       ORDER BY persona, region, day, instant`,
    );
    [first, rows] = [i + 1, 0];
  }
  return queries;
}
