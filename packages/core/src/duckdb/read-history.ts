import type { DuckDBConnection } from "@duckdb/node-api";
import type { CellSeries, History } from "../schema/history.js";
import { assembleHistory } from "../store/history.js";
import { CellBuffer } from "./cell-buffer.js";
import type { NameTable } from "./name-table.js";
import { readOtherKind } from "./read-other.js";
import { SCAN_SELECT, scanBehaviour } from "./scan-behaviour.js";

/** What a twin is fitted from: behaviour goes from the engine's chunks straight into columns, row objects are never kept. */
export async function readHistory(
  connection: DuckDBConnection,
  { fromDay }: { readonly fromDay?: number | undefined },
  names: NameTable,
): Promise<History> {
  const cells = new Map<string, CellBuffer>();
  const brandSets = new Map<number, readonly string[]>();
  const brandsOf = (id: number) => {
    const brands = brandSets.get(id) ?? names.list(id);
    brandSets.set(id, brands);
    return brands;
  };
  let demo = false;
  const where = fromDay === undefined ? "" : `WHERE day >= ${BigInt(Math.ceil(fromDay))}`;
  // A cell's day is complete before the next begins, so one running sum per cell is enough.
  const sql = `SELECT ${SCAN_SELECT} FROM behaviour ${where} ORDER BY persona, region, day, instant`;
  await scanBehaviour(connection, { sql, parameters: [] }, (row) => {
    demo ||= row.demo;
    const id = `${row.persona} ${row.region}`;
    let cell = cells.get(id);
    if (cell === undefined) {
      const name = { persona: names.text(row.persona), region: names.text(row.region) };
      cell = new CellBuffer(name, brandsOf);
      cells.set(id, cell);
    }
    cell.add(row);
  });
  const buffers = [...cells.values()];
  const market = await readOtherKind(connection, { kind: "market", fromDay }, names);
  const webIntel = await readOtherKind(connection, { kind: "web-intel", fromDay }, names);
  return assembleHistory({
    brands: buffers.flatMap((cell) => [...cell.finish()]),
    cells: (brands): CellSeries[] => buffers.map((cell) => cell.series(brands)),
    demo,
    market,
    webIntel,
  });
}
