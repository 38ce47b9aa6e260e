import type { DuckDBConnection } from "@duckdb/node-api";
import type { BehaviourRow, CellQuery } from "../store/record-store.js";
import { stringList } from "./behaviour-table.js";
import { cellPortions } from "./cell-portions.js";
import type { NameTable } from "./name-table.js";
import { isOneCell, rowClause } from "./row-filter.js";
import { type MoreColumns, SCAN_SELECT, type Scanned, scanBehaviour } from "./scan-behaviour.js";
import type { Turn } from "./turns.js";

/** Visits behaviour rows cell by cell, in each by instant. */
export async function eachBehaviour(
  connection: DuckDBConnection,
  {
    query,
    visit,
    inTurn,
  }: {
    readonly query: CellQuery;
    readonly visit: (row: BehaviourRow) => void;
    readonly inTurn: Turn;
  },
  names: NameTable,
): Promise<void> {
  const clause = rowClause(query, names);
  if (clause === null) return;
  const text = remembered((id: number) => names.text(id));
  const list = remembered((id: number) => names.list(id));
  const insights = remembered(stringList);
  const condition = ["true", ...clause.conditions].join(" AND ");
  const isFew = isOneCell(query);
  for (const portion of isFew ? [condition] : await cellPortions(connection, condition)) {
    const sql = `SELECT ${SCAN_SELECT}, repairs, insights FROM behaviour WHERE ${portion}
      ORDER BY persona, region, instant`;
    const each = (row: Scanned, more: MoreColumns) => {
      const { day, at, offsetMinutes, people, demo, shares } = row;
      const [satisfaction, digitalAdoption, gamification, efficiency] = row.metrics;
      visit({
        at,
        day,
        offsetMinutes,
        persona: text(row.persona),
        region: text(row.region),
        people,
        shares: Object.fromEntries(list(row.brands).map((brand, i) => [brand, shares[i] ?? 0])),
        satisfaction: satisfaction ?? null,
        digitalAdoption: digitalAdoption ?? null,
        gamification: gamification ?? null,
        efficiency: efficiency ?? null,
        insights: insights(String(more(1))),
        repairs: list(Number(more(0))),
        demo,
      });
    };
    const scan = () => scanBehaviour(connection, { sql, parameters: clause.parameters }, each);
    await (isFew ? scan() : inTurn(scan));
  }
}

/** Values that are remembered at once; most rows have the same few. */
const MOST_REMEMBERED = 10_000;

/** A function that remembers what it gave; nobody may change that. */
function remembered<K, V>(make: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= MOST_REMEMBERED) known.clear();
    const made = make(key);
    known.set(key, made);
    return made;
  };
}
