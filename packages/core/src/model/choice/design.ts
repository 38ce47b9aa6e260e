import { CoreError, type ErrorDetail } from "../../error.js";
import type { ChoiceOccasion } from "./occasion.js";
import { type Term, termValue } from "./term.js";

/** What the columns of a choice model are. */
export interface ChoiceFrame {
  readonly alternatives: readonly string[];
  readonly base: string;
  readonly attributes: readonly string[];
  /** Whether alternatives have constants. */
  readonly constants: boolean;
  /** Whether the last column is the loyalty state. */
  readonly loyalty: boolean;
  /** Columns that attributes make; the loyalty state comes after them. */
  readonly terms: readonly Term[];
  /** Known personas; others have number -1. */
  readonly personas: readonly string[];
}

/**
 * Occasions as columns, those of a chooser side by side in the order of the list.
 *
 * A row is an alternative of an occasion. Parameters are the columns' coefficients, then the constants of all alternatives but the base.
 */
export interface ChoiceDesign {
  readonly frame: ChoiceFrame;
  readonly occasions: number;
  readonly choosers: number;
  /** Coefficients of columns, the loyalty state's among them. */
  readonly columns: number;
  readonly parameters: number;
  /** First occasion of each chooser, and the end. */
  readonly chooserStart: Int32Array;
  /** Place of each occasion in the list. */
  readonly place: Int32Array;
  /** First row of each occasion, and the end. */
  readonly rowStart: Int32Array;
  /** Alternative of each row. */
  readonly alternative: Int32Array;
  /** Parameter that is the constant of each row's alternative; -1 where there is none. */
  readonly constant: Int32Array;
  /** Row that was chosen in each occasion; -1 where it is not known. */
  readonly chosen: Int32Array;
  /** Row-major, rows × columns, in working units, each occasion's mean taken off; the loyalty state's column is filled later. */
  readonly x: Float64Array;
  /** Persona of each chooser; -1 where none is known. */
  readonly persona: Int32Array;
}

/**
 * Turns occasions into columns.
 *
 * @throws CoreError `no_data` without occasions, `unknown_key` for an alternative that the frame does not know,
 * `not_finite` for an attribute that is missing or no number, `invalid_input` where the chosen alternative was not there or none was
 */
export function toDesign(occasions: readonly ChoiceOccasion[], frame: ChoiceFrame): ChoiceDesign {
  const { attributes, alternatives, base, constants, loyalty, terms } = frame;
  const n = occasions.length;
  if (n === 0) throw new CoreError("no_data", "found no occasions, expected at least one");
  const numberOf = new Map(alternatives.map((name, j) => [name, j]));
  const baseNumber = alternatives.indexOf(base);
  const columns = terms.length + (loyalty ? 1 : 0);
  const { place, chooserStart, first } = groupByChooser(occasions);
  const personaOf = new Map(frame.personas.map((name, g) => [name, g]));
  let rows = 0;
  const names = occasions.map((occasion) => {
    const found = Object.keys(occasion.alternatives);
    rows += found.length;
    return found;
  });
  const rowStart = new Int32Array(n + 1);
  const alternative = new Int32Array(rows);
  const constant = new Int32Array(rows);
  const chosen = new Int32Array(n).fill(-1);
  const x = new Float64Array(rows * columns);
  let row = 0;
  for (let t = 0; t < n; t++) {
    const at = place[t]!;
    const occasion = occasions[at]!;
    rowStart[t] = row;
    for (const name of names[at]!) {
      const j = numberOf.get(name);
      if (j === undefined) throw unknownAlternative(name, at, alternatives);
      alternative[row] = j;
      constant[row] = !constants || j === baseNumber ? -1 : columns + j - (j > baseNumber ? 1 : 0);
      if (name === occasion.chosen) chosen[t] = row;
      const values = occasion.alternatives[name]!;
      for (let k = 0; k < attributes.length; k++) {
        const value = values[attributes[k]!];
        if (!Number.isFinite(value))
          throw noNumber(value, [String(at), "alternatives", name, attributes[k]!]);
      }
      for (let k = 0; k < terms.length; k++) {
        const term = terms[k]!;
        x[row * columns + k] = termValue(term, values[attributes[term.attribute]!]!);
      }
      row++;
    }
    if (rowStart[t] === row) {
      throw new CoreError(
        "invalid_input",
        `occasion ${at} has no alternatives, expected one or more`,
        [{ pointer: `/${at}/alternatives`, detail: "empty" }],
      );
    }
    if (occasion.chosen !== undefined && chosen[t] === -1) {
      throw new CoreError(
        "invalid_input",
        `occasion ${at}: ${occasion.chosen} was chosen but is not among ${names[at]!.join(", ")}`,
        [{ pointer: `/${at}/chosen`, detail: "not among the alternatives" }],
      );
    }
    centre(x, { columns, count: terms.length, from: rowStart[t]!, to: row });
  }
  rowStart[n] = row;
  return {
    frame,
    occasions: n,
    choosers: chooserStart.length - 1,
    columns,
    parameters: columns + (constants ? alternatives.length - 1 : 0),
    chooserStart,
    place,
    rowStart,
    alternative,
    constant,
    chosen,
    x,
    persona: first.map((at) => personaOf.get(occasions[at]!.persona ?? "") ?? -1),
  };
}

/** Names of the parameters, in their order; a constant is `asc_` (alternative-specific constant) and its alternative. */
export function parameterNames({
  terms,
  loyalty,
  constants,
  alternatives,
  base,
}: Pick<ChoiceFrame, "terms" | "loyalty" | "constants" | "alternatives" | "base">): string[] {
  return [
    ...terms.map(({ name }) => name),
    ...(loyalty ? ["loyalty"] : []),
    ...(constants ? alternatives.filter((name) => name !== base).map((name) => `asc_${name}`) : []),
  ];
}

/** What one working unit of each parameter's column is, in the user's units: 1 for the loyalty state and constants. */
export function parameterScales(frame: ChoiceFrame): Float64Array {
  const scales = new Float64Array(parameterNames(frame).length).fill(1);
  frame.terms.forEach(({ scale }, k) => {
    scales[k] = scale;
  });
  return scales;
}

/** Occasions sorted by chooser, in order of first appearance, without changing the order of any chooser's own. */
function groupByChooser(occasions: readonly ChoiceOccasion[]) {
  const numberOf = new Map<string | number, number>();
  const chooser = new Int32Array(occasions.length);
  const first: number[] = [];
  occasions.forEach(({ chooserId }, at) => {
    let number = numberOf.get(chooserId);
    if (number === undefined) {
      number = first.length;
      numberOf.set(chooserId, number);
      first.push(at);
    }
    chooser[at] = number;
  });
  const chooserStart = new Int32Array(first.length + 1);
  for (const number of chooser) chooserStart[number + 1] = chooserStart[number + 1]! + 1;
  for (let h = 0; h < first.length; h++)
    chooserStart[h + 1] = chooserStart[h + 1]! + chooserStart[h]!;
  const next = chooserStart.slice();
  const place = new Int32Array(occasions.length);
  chooser.forEach((number, at) => {
    place[next[number]!] = at;
    next[number] = next[number]! + 1;
  });
  return { place, chooserStart, first: Int32Array.from(first) };
}

/** Takes each column's mean off the rows of an occasion: utilities differ by it, choices do not. */
function centre(
  x: Float64Array,
  { columns, count, from, to }: { columns: number; count: number; from: number; to: number },
): void {
  for (let k = 0; k < count; k++) {
    let total = 0;
    for (let row = from; row < to; row++) total += x[row * columns + k]!;
    const mean = total / (to - from);
    for (let row = from; row < to; row++) x[row * columns + k] = x[row * columns + k]! - mean;
  }
}

function unknownAlternative(name: string, at: number, known: readonly string[]): CoreError {
  return new CoreError(
    "unknown_key",
    `occasion ${at}: alternative ${name} is unknown, expected one of ${known.join(", ")}`,
    [{ pointer: `/${at}/alternatives/${name}`, detail: "unknown alternative" }],
  );
}

function noNumber(value: number | undefined, path: readonly string[]): CoreError {
  const detail: ErrorDetail = { pointer: `/${path.join("/")}`, detail: `found ${value}` };
  return new CoreError(
    "not_finite",
    `occasion ${path[0]}: ${path[3]} of ${path[2]} is ${value}, expected a finite number`,
    [detail],
  );
}
