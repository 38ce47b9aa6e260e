import {
  type BehaviourRecord,
  behaviourResponse,
  dayOfDate,
  type RecordStore,
} from "@cdp-whatif/core";
import { releaseMemory } from "../release-memory.js";
import type { ByteStore } from "./byte-store.js";
import type { CellPage } from "./cell-page.js";

/** Part of a cell's bytes, where it lies until the cell is whole. */
interface Piece {
  readonly position: number;
  readonly bytes: number;
}

/** A cell whose rows are still coming. */
export interface CellDraft {
  readonly persona: string;
  readonly region: string;
  readonly days: number[];
  readonly instants: number[];
  readonly rowBytes: number[];
  /** Whether instants rise and local dates do not fall. */
  ordered: boolean;
  readonly pieces: Piece[];
  /** Rows that have not been put away yet. */
  text: string;
}

/** Which days are read, and with how many rows at once. */
export interface ScanOptions {
  readonly fromDay: number;
  readonly toDay: number;
  readonly records: number;
  /** Where pieces are put until their cells are whole. */
  readonly scratch: ByteStore;
  readonly signal: AbortSignal;
}

/** Rows asked for at once: few enough that requests that arrive meanwhile hardly wait. */
const ROWS_AT_ONCE = 2000;
/** Characters that wait in memory for the scratch file. */
const CHARACTERS_HELD = 2 ** 23;

/** Reads the whole store once in order of time, serialising each row into its cell; null when aborted. */
export async function scanCells(
  store: RecordStore,
  options: ScanOptions,
): Promise<CellDraft[] | null> {
  const { fromDay, toDay, records, scratch, signal } = options;
  const rowsPerDay = records / (toDay - fromDay + 1);
  const daysAtOnce = Math.max(1, Math.floor(ROWS_AT_ONCE / rowsPerDay));
  const drafts = new Map<string, CellDraft>();
  let held = 0;
  for (let day = fromDay; day <= toDay; day += daysAtOnce) {
    if (signal.aborted) return null;
    const rows = await store.behaviour({
      fromDay: day,
      toDay: Math.min(toDay, day + daysAtOnce - 1),
    });
    for (const row of rows) held += add(draftOf(drafts, row), row);
    if (held > CHARACTERS_HELD) {
      for (const draft of drafts.values()) putAway(draft, scratch);
      held = 0;
      // The engine would let the rows' garbage grow to several times what is alive.
      releaseMemory();
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const draft of drafts.values()) putAway(draft, scratch);
  return [...drafts.values()];
}

/** The page of a draft whose pieces are all put away; null where only a query can put it in order. */
export function finishDraft(
  draft: CellDraft,
  { scratch, bytes }: { scratch: ByteStore; bytes: ByteStore },
): CellPage | null {
  if (!draft.ordered) return null;
  const { pieces } = draft;
  const whole = Buffer.allocUnsafeSlow(pieces.reduce((sum, piece) => sum + piece.bytes, 0));
  let at = 0;
  for (const piece of pieces) {
    scratch.read(piece.position, piece.bytes, whole, at);
    at += piece.bytes;
  }
  return {
    rows: draft.days.length,
    days: Int32Array.from(draft.days),
    instants: Float64Array.from(draft.instants),
    rowStarts: starts(draft.rowBytes),
    position: bytes.append(whole),
    bytes: whole.byteLength,
  };
}

/** @returns characters that the row added */
function add(draft: CellDraft, record: BehaviourRecord): number {
  const day = dayOfDate(record.date);
  const lastDay = draft.days.at(-1) ?? Number.NEGATIVE_INFINITY;
  const lastInstant = draft.instants.at(-1) ?? Number.NEGATIVE_INFINITY;
  if (day < lastDay || record.at <= lastInstant) draft.ordered = false;
  const row = `${JSON.stringify(behaviourResponse(record))},`;
  draft.days.push(day);
  draft.instants.push(record.at);
  draft.rowBytes.push(Buffer.byteLength(row));
  draft.text += row;
  return row.length;
}

function putAway(draft: CellDraft, scratch: ByteStore): void {
  if (draft.text === "") return;
  const bytes = Buffer.from(draft.text);
  draft.pieces.push({ position: scratch.append(bytes), bytes: bytes.byteLength });
  draft.text = "";
}

function draftOf(drafts: Map<string, CellDraft>, { persona, region }: BehaviourRecord): CellDraft {
  const key = JSON.stringify([persona, region]);
  const found = drafts.get(key);
  if (found !== undefined) return found;
  const draft: CellDraft = {
    persona,
    region,
    days: [],
    instants: [],
    rowBytes: [],
    ordered: true,
    pieces: [],
    text: "",
  };
  drafts.set(key, draft);
  return draft;
}

function starts(lengths: readonly number[]): Uint32Array {
  const found = new Uint32Array(lengths.length + 1);
  for (const [index, length] of lengths.entries()) found[index + 1] = (found[index] ?? 0) + length;
  return found;
}
