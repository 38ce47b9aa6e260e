import type { DuckDBConnection } from "@duckdb/node-api";
import type { CellSeries, History } from "../schema/history.js";
import { assembleHistory } from "../store/history.js";
import { CellBuffer, type ClosedCell, seriesOf } from "./cell-buffer.js";
import { cellPortions } from "./cell-portions.js";
import type { NameTable } from "./name-table.js";
import { nativeSum } from "./native-sum.js";
import { readOtherKind } from "./read-other.js";
import { SCAN_SELECT, type Scanned, scanBehaviour } from "./scan-behaviour.js";
import type { Turn } from "./turns.js";

/** What a twin is fitted from: behaviour goes from the engine's chunks straight into columns, row objects are never kept. */
export async function readHistory(
  connection: DuckDBConnection,
  { fromDay, inTurn }: { readonly fromDay?: number | undefined; readonly inTurn: Turn },
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
  const since = fromDay === undefined ? "true" : `day >= ${BigInt(Math.ceil(fromDay))}`;
  for (const portion of await cellPortions(connection, since)) {
    const sql = `SELECT ${SCAN_SELECT} FROM behaviour WHERE ${portion} ORDER BY persona, region, day, instant`;
    const visit = (row: Scanned) => {
      demo ||= row.demo;
      if (open.cell === null || row.persona !== open.persona || row.region !== open.region) {
        close();
        const [persona, region] = [names.text(row.persona), names.text(row.region)];
        open.persona = row.persona;
        open.region = row.region;
        open.cell = new CellBuffer({ persona, region });
      }
      open.cell.add(row, brandsOf(row.brands));
    };
    await inTurn(() => scanBehaviour(connection, { sql, parameters: [] }, visit));
  }
  close();
  const market = await readOtherKind(connection, { kind: "market", fromDay }, names);
  const webIntel = await readOtherKind(connection, { kind: "web-intel", fromDay }, names);
  return assembleHistory({
    sum: nativeSum,
    brands: closed.flatMap(({ brands }) => brands),
    cells: (brands): CellSeries[] => closed.map((one) => seriesOf(one, brands)),
    demo,
    market,
    webIntel,
  });
}
