import { expect } from "vitest";
import { behaviourResponse } from "../answer/behaviour.js";
import type { BehaviourRecord } from "../schema/record.js";
import { dayOfDate } from "../schema/time-text.js";
import type { BehaviourRow, CellQuery, RecordStore } from "../store/record-store.js";
import { json } from "./contract-support.js";
import { selectBehaviour } from "./oracle.js";

/** Every row of the cells asked for is visited once, one cell after the other, each by instant. */
export async function expectCells(
  store: RecordStore,
  { asked, behaviour }: { asked: CellQuery; behaviour: readonly BehaviourRecord[] },
): Promise<void> {
  const { persona, region } = asked;
  const visited: BehaviourRow[] = [];
  await store.eachBehaviour({ persona, region }, (row) => visited.push(row));
  const cellOf = (row: Pick<BehaviourRow, "persona" | "region">) =>
    JSON.stringify([row.persona, row.region]);
  const cells = visited.map(cellOf).filter((cell, i, all) => cell !== all[i - 1]);
  expect(cells).toEqual([...new Set(cells)]);
  const rows = selectBehaviour(behaviour, { persona, region });
  const told = (row: Omit<BehaviourRow, "day">) => ({ ...behaviourResponse(row), at: row.at });
  for (const cell of new Set(rows.map(cellOf))) {
    const expected = rows.filter((row) => cellOf(row) === cell);
    const found = visited.filter((row) => cellOf(row) === cell);
    expect(json(found.map(told))).toBe(json(expected.map(told)));
    expect(found.map(({ day }) => day)).toEqual(expected.map(({ date }) => dayOfDate(date)));
  }
  expect(visited).toHaveLength(rows.length);
}
