import { CoreError } from "../../error.js";
import { PopulationSnapshot } from "../../schema/agent.js";
import type { Twin } from "../../schema/twin.js";
import { twinDigest } from "../prepare-run.js";
import { cellWord } from "./agent-run.js";
import { type AgentColumns, createColumns, type Population } from "./population.js";
import { agentSetting } from "./setting.js";

const NAMES = Object.keys(createColumns(0)) as (keyof AgentColumns)[];

/** Characters per call: engines bound the number of arguments. */
const PART = 0x2000;

/** A population as plain JSON, from which it goes on as if it had not been interrupted. */
export function snapshotPopulation(population: Population): PopulationSnapshot {
  const { options, seed, replication, step, cells } = population;
  return {
    kind: "population",
    version: 1,
    twinDigest: population.twinDigest,
    seed,
    replication,
    step,
    options,
    cells: cells.map(({ key, starting, size, columns }) => ({
      key,
      starting,
      size,
      columns: Object.fromEntries(NAMES.map((name) => [name, base64Of(columns[name])])),
    })),
  };
}

/**
 * The population of a snapshot.
 *
 * @param options.twin - the one it was made of
 * @throws CoreError `invalid_input` for a snapshot that is not whole, `invalid_twin` for one of another twin
 */
export function restorePopulation(input: unknown, { twin }: { twin: Twin }): Population {
  const parsed = PopulationSnapshot.safeParse(input);
  if (!parsed.success) {
    throw new CoreError(
      "invalid_input",
      "not a population",
      parsed.error.issues.map(({ path, message }) => ({
        pointer: `/${path.join("/")}`,
        detail: message,
      })),
    );
  }
  const { options, seed, replication, step, cells } = parsed.data;
  const own = twinDigest(twin);
  if (parsed.data.twinDigest !== own) {
    throw new CoreError(
      "invalid_twin",
      `the population is of the twin ${parsed.data.twinDigest.slice(0, 12)}…, expected ${own.slice(0, 12)}…`,
      [{ pointer: "/twinDigest", detail: `expected ${own}` }],
    );
  }
  return {
    twinDigest: own,
    options,
    setting: agentSetting(options, { twin }),
    seed,
    replication,
    step,
    cells: cells.map(({ key, starting, size, columns }, c) => {
      const room = createColumns(size);
      for (const name of NAMES) {
        readInto(room[name], { text: columns[name], pointer: `/cells/${c}/columns/${name}` });
      }
      const id = cellWord(key);
      return { key, id, first: 0, starting, size, columns: room, stirred: true, memo: null };
    }),
  };
}

type Column = AgentColumns[keyof AgentColumns];

function base64Of({ buffer, byteOffset, byteLength }: Column): string {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  let binary = "";
  for (let at = 0; at < byteLength; at += PART) {
    binary += String.fromCharCode(...bytes.subarray(at, at + PART));
  }
  return btoa(binary);
}

function readInto(
  column: Column,
  { text, pointer }: { text: string | undefined; pointer: string },
): void {
  const bytes = new Uint8Array(column.buffer);
  const binary = text === undefined ? null : binaryOf(text);
  if (binary === null || binary.length !== bytes.length) {
    const found = binary === null ? "no base64" : `${binary.length} bytes`;
    throw new CoreError("invalid_input", `${found} at ${pointer}`, [
      { pointer, detail: `found ${found}, expected ${bytes.length} bytes` },
    ]);
  }
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
}

function binaryOf(text: string): string | null {
  try {
    return atob(text);
  } catch {
    // The caller says what is wrong with it.
    return null;
  }
}
