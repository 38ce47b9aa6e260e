import { CoreError } from "../../error.js";

/** Sequences as numbers of states, and what cell each belongs to. */
export interface CodedSequences {
  readonly states: readonly string[];
  /** One array per sequence; those shorter than two are kept, since they have no transition but a place. */
  readonly codes: readonly Int32Array[];
  /** Cells in order of name, each with its persona; none where sequences are not grouped. */
  readonly cells: readonly { readonly name: string; readonly persona: string | null }[];
  /** Index of the cell of each sequence; all 0 where they are not grouped. */
  readonly cellOf: Int32Array;
  readonly transitions: number;
}

/** What says how sequences are read. */
export interface SequenceOptions {
  /** All states, in the order that matrices are to have; those that occur, in order of name, unless told. */
  readonly states?: readonly string[];
  /** Cell of each sequence, such as persona and region. */
  readonly cells?: readonly string[];
  /** Persona of each sequence; a cell has one persona. */
  readonly personas?: readonly string[];
}

/**
 * Sequences of names as sequences of numbers.
 *
 * @throws CoreError `too_few_rows` without a transition, `no_variation` with one state, `unknown_key` for a state that is
 * not listed, `invalid_input` for an empty name, a list of cells or personas of another length, a cell of two personas
 */
export function codeSequences(
  sequences: readonly (readonly string[])[],
  { states: listed, cells, personas }: SequenceOptions,
): CodedSequences {
  const states = listed ?? namesIn(sequences);
  const codeOf = new Map(states.map((state, code) => [state, code]));
  if (codeOf.size !== states.length) {
    throw new CoreError(
      "invalid_input",
      `states: found ${states.length} names, ${codeOf.size} of them different`,
    );
  }
  let transitions = 0;
  const codes = sequences.map((sequence, s) => {
    transitions += Math.max(0, sequence.length - 1);
    return Int32Array.from(sequence, (state, position) => {
      const code = codeOf.get(state);
      if (code === undefined) {
        throw new CoreError(
          typeof state === "string" && state !== "" ? "unknown_key" : "invalid_input",
          `sequence ${s}, position ${position}: found ${JSON.stringify(state) ?? "nothing"}, expected one of ${states.length} states`,
          [{ pointer: `/${s}/${position}`, detail: "expected the name of a state" }],
        );
      }
      return code;
    });
  });
  if (transitions === 0) {
    throw new CoreError(
      "too_few_rows",
      `found no transition in ${sequences.length} sequences, expected sequences of two states or more`,
    );
  }
  if (states.length < 2) {
    throw new CoreError("no_variation", `found one state, ${states[0]}; transitions need two`);
  }
  return { states, codes, transitions, ...cellsOf(sequences.length, { cells, personas }) };
}

function namesIn(sequences: readonly (readonly string[])[]): string[] {
  const names = new Set<string>();
  for (const sequence of sequences) for (const state of sequence) names.add(state);
  for (const name of names) {
    if (typeof name === "string" && name !== "") continue;
    const s = sequences.findIndex((sequence) => sequence.includes(name));
    const position = sequences[s]!.indexOf(name);
    throw new CoreError(
      "invalid_input",
      `sequence ${s}, position ${position}: found ${JSON.stringify(name) ?? "nothing"}, expected the name of a state`,
      [{ pointer: `/${s}/${position}`, detail: "expected a text that is not empty" }],
    );
  }
  return [...names].sort();
}

function cellsOf(
  sequences: number,
  {
    cells,
    personas,
  }: { cells: readonly string[] | undefined; personas: readonly string[] | undefined },
): Pick<CodedSequences, "cells" | "cellOf"> {
  for (const [name, found] of Object.entries({ cells, personas })) {
    if (found !== undefined && found.length !== sequences) {
      throw new CoreError(
        "invalid_input",
        `${name}: found ${found.length}, expected ${sequences}, one per sequence`,
      );
    }
  }
  const nameOf = cells ?? personas;
  if (nameOf === undefined) return { cells: [], cellOf: new Int32Array(sequences) };
  // Without cells the personas themselves are what is shrunk.
  const parents = cells === undefined ? undefined : personas;
  const personaOf = new Map<string, string | null>();
  nameOf.forEach((name, s) => {
    const persona = parents?.[s] ?? null;
    if ((personaOf.get(name) ?? persona) !== persona) {
      throw new CoreError(
        "invalid_input",
        `cell ${name}: found the personas ${personaOf.get(name)} and ${persona}, expected one`,
        [{ pointer: `/personas/${s}`, detail: "expected one persona for each cell" }],
      );
    }
    personaOf.set(name, persona);
  });
  const names = [...personaOf.keys()].sort();
  const indexOf = new Map(names.map((name, i) => [name, i]));
  return {
    cells: names.map((name) => ({ name, persona: personaOf.get(name)! })),
    cellOf: Int32Array.from(nameOf, (name) => indexOf.get(name)!),
  };
}
