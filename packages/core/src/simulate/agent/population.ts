import type { AgentOptions } from "../../schema/agent.js";
import type { AgentSetting } from "./setting.js";

/** Brand of somebody who has not chosen yet. */
export const NO_BRAND = 255;
export const WAITING = 0;
export const ACTIVE = 1;
export const GONE = 2;
/** What an agent did with its brand in its last period. */
export const IDLE = 0;
export const HABIT = 1;
export const CHOICE = 2;
/** Satisfaction is kept in steps of 2^-16; this is the middle. */
export const MIDDLE = 32768;

/** Columns of a cell's agents, one entry each: what they are and what they last did. */
export interface AgentColumns {
  /** Index of the last brand, {@link NO_BRAND} before the first. */
  readonly brand: Uint8Array;
  readonly startBrand: Uint8Array;
  readonly state: Uint8Array;
  readonly act: Uint8Array;
  readonly adopted: Uint8Array;
  /** First step in which a newcomer takes part; 0 for those of the start. */
  readonly entered: Uint16Array;
  /** Units bought in the last step. */
  readonly units: Uint16Array;
  readonly satisfaction: Uint16Array;
  /** Probability of repeating the brand. */
  readonly loyalty: Float32Array;
  /** Own price coefficient, and response to promotions, over the mean's. */
  readonly price: Float32Array;
  readonly promotion: Float32Array;
  /** Units per day. */
  readonly rate: Float32Array;
  /** Units bought forward and not yet used. */
  readonly pantry: Float32Array;
}

/** Bytes that an agent takes: its columns, and what is kept beside them. */
export const BYTES_PER_AGENT = 36;

/** Agents of one cell, or some of them. */
export interface CellPopulation {
  readonly key: string;
  /** The cell's word in every counter of chance. */
  readonly id: number;
  /** Number of the first agent held here, a multiple of 4. */
  readonly first: number;
  /** Agents of the whole cell at the start; newcomers have the numbers that follow. */
  readonly starting: number;
  /** How many are held here, newcomers yet to come included. */
  size: number;
  columns: AgentColumns;
  /** Whether anybody's satisfaction may have left the middle. */
  stirred: boolean;
  /** Category buying of each agent over the baseline's under the last rule, so that it is worked out once. */
  memo: { readonly rule: object; readonly ratio: Float32Array } | null;
}

/** Whose luck it is: the words that key all chance of a population. */
export interface Luck {
  readonly seed: number;
  readonly replication: number;
}

/** A persistent population: made once, then stepped; the same luck whatever it is asked. */
export interface Population extends Luck {
  readonly twinDigest: string;
  readonly options: AgentOptions;
  readonly setting: AgentSetting;
  readonly cells: readonly CellPopulation[];
  /** Periods lived. */
  step: number;
}

/** Columns for so many agents, all zero. */
export const createColumns = (size: number): AgentColumns => ({
  brand: new Uint8Array(size),
  startBrand: new Uint8Array(size),
  state: new Uint8Array(size),
  act: new Uint8Array(size),
  adopted: new Uint8Array(size),
  entered: new Uint16Array(size),
  units: new Uint16Array(size),
  satisfaction: new Uint16Array(size),
  loyalty: new Float32Array(size),
  price: new Float32Array(size),
  promotion: new Float32Array(size),
  rate: new Float32Array(size),
  pantry: new Float32Array(size),
});
