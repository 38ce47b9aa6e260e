import { CoreError } from "../../error.js";
import { choleskyJittered } from "../../math/index.js";
import { type ChoiceDesign, type ChoiceFrame, parameterNames, toDesign } from "./design.js";
import { addLogitSums, logitRoom } from "./logit-sums.js";
import type { ChoiceOccasion } from "./occasion.js";
import type { Curve, Term } from "./term.js";

/** What is asked of a frame. */
export interface FrameQuestion {
  readonly attributes: readonly string[];
  readonly alternatives?: readonly string[] | undefined;
  readonly base?: string | undefined;
  readonly constants: boolean;
  readonly loyalty: boolean;
  /** Attributes that also get a curve. */
  readonly curved: readonly string[];
}

/**
 * The columns that fit a list of occasions: alternatives in order of first appearance, attributes scaled by how much they differ within occasions.
 *
 * @throws CoreError `no_data`, `invalid_input`, `not_finite`; `no_variation` for an only alternative, or an attribute that never differs
 * between the alternatives of an occasion; `not_positive_definite` for attributes that others, or constants, make up
 */
export function frameOf(
  occasions: readonly ChoiceOccasion[],
  question: FrameQuestion,
): ChoiceFrame {
  const { attributes, constants, loyalty, curved } = question;
  checkNames(question);
  if (occasions.length === 0) {
    throw new CoreError("no_data", "found no occasions, expected at least one");
  }
  const alternatives = [...(question.alternatives ?? namesOf(occasions))];
  const base = question.base ?? alternatives[0] ?? "";
  if (!alternatives.includes(base)) {
    throw new CoreError("unknown_key", `base ${base} is not among ${alternatives.join(", ")}`);
  }
  const personas = [...new Set(occasions.flatMap(({ persona }) => persona ?? []))];
  const rough: ChoiceFrame = {
    alternatives,
    base,
    attributes: [...attributes],
    constants: false,
    loyalty: false,
    terms: attributes.map((name, attribute) => ({ name, attribute, curve: null, scale: 1 })),
    personas,
  };
  const design = toDesign(occasions, rough);
  checkChoices(design);
  const spreads = attributes.map((_, k) => spreadOf(design, k));
  const terms: Term[] = attributes.map((name, attribute) => {
    const scale = spreads[attribute]!;
    const { largest } = rangeOf(occasions, name);
    if (!(scale > 1e-12 * largest)) {
      throw new CoreError(
        "no_variation",
        `attribute ${name} never differs between the alternatives of an occasion, so choices cannot tell its effect`,
      );
    }
    return { name, attribute, curve: null, scale };
  });
  for (const name of curved) {
    const attribute = attributes.indexOf(name);
    const curve = curveOf(occasions, name);
    const term: Term = { name: `${name}_curve`, attribute, curve, scale: 1 };
    const curves = toDesign(occasions, { ...rough, terms: [term] });
    terms.push({ ...term, scale: spreadOf(curves, 0) });
  }
  const frame = { ...rough, constants, loyalty, terms };
  checkIndependence(toDesign(occasions, { ...frame, loyalty: false }));
  return frame;
}

/** Attributes that can have a curve: positive everywhere, with many values. */
export function curvable(
  occasions: readonly ChoiceOccasion[],
  attributes: readonly string[],
): string[] {
  return attributes.filter((name) => {
    const { least, largest, distinct } = rangeOf(occasions, name);
    return least > 0 && distinct >= 8 && largest > 1.05 * least;
  });
}

function checkNames({ attributes, alternatives, loyalty, curved }: FrameQuestion): void {
  const repeated = [attributes, alternatives ?? []].some(
    (names) => new Set(names).size !== names.length,
  );
  const taken = attributes.find(
    (name) => (loyalty && name === "loyalty") || name.startsWith("asc_"),
  );
  if (
    repeated ||
    taken !== undefined ||
    curved.some((name) => attributes.includes(`${name}_curve`))
  ) {
    throw new CoreError(
      "invalid_input",
      `attributes ${attributes.join(", ")}: expected different names, none of them loyalty, asc_… or …_curve of another`,
    );
  }
}

function namesOf(occasions: readonly ChoiceOccasion[]): Set<string> {
  const names = new Set<string>();
  for (const { alternatives } of occasions) {
    for (const name of Object.keys(alternatives)) names.add(name);
  }
  return names;
}

function checkChoices({ occasions, chosen, rowStart, frame }: ChoiceDesign): void {
  let known = 0;
  for (let t = 0; t < occasions; t++) {
    if (chosen[t]! >= 0 && rowStart[t + 1]! - rowStart[t]! > 1) known++;
  }
  if (known === 0) {
    throw new CoreError(
      "no_variation",
      `found no occasion with a known choice among two or more alternatives (${frame.alternatives.join(", ")})`,
    );
  }
}

/** Root mean square of a column around each occasion's mean, over rows of occasions with a choice. */
function spreadOf({ x, columns, occasions, rowStart, chosen }: ChoiceDesign, k: number): number {
  let squares = 0;
  let rows = 0;
  let top = 0;
  for (const value of x) top = Math.max(top, Math.abs(value));
  if (top === 0) return 0;
  for (let t = 0; t < occasions; t++) {
    if (chosen[t]! < 0) continue;
    for (let row = rowStart[t]!; row < rowStart[t + 1]!; row++) {
      const value = x[row * columns + k]! / top;
      squares += value * value;
      rows++;
    }
  }
  return top * Math.sqrt(squares / rows);
}

function rangeOf(occasions: readonly ChoiceOccasion[], name: string) {
  let least = Infinity;
  let largest = 0;
  let sum = 0;
  let rows = 0;
  const values = new Set<number>();
  for (const { alternatives } of occasions) {
    for (const each of Object.values(alternatives)) {
      const value = each[name] ?? 0;
      least = Math.min(least, value);
      largest = Math.max(largest, Math.abs(value));
      sum += value;
      rows++;
      if (values.size < 8) values.add(value);
    }
  }
  return { least, largest, distinct: values.size, mean: sum / rows };
}

function curveOf(occasions: readonly ChoiceOccasion[], name: string): Curve {
  const { least, largest, mean } = rangeOf(occasions, name);
  if (!(least > 0)) {
    throw new CoreError("out_of_range", `attribute ${name} is ${least}, a curve needs it above 0`);
  }
  return { centre: mean, low: least, high: largest };
}

/** Names the first column that the columns before it make up, as seen from equal probabilities. */
function checkIndependence(design: ChoiceDesign): void {
  const p = design.parameters;
  const information = new Float64Array(p * p);
  const all = { from: 0, to: design.occasions, weight: 1 };
  const sums = { gradient: new Float64Array(p), information, room: logitRoom(design) };
  addLogitSums(design, new Float64Array(p), all, sums);
  const names = parameterNames(design.frame);
  const scale = Float64Array.from({ length: p }, (_, i) => Math.sqrt(information[i * p + i]!));
  const never = scale.findIndex((value) => !(value > 0));
  if (never >= 0) {
    throw new CoreError(
      "no_variation",
      `${names[never]} never differs between the alternatives of an occasion with a known choice`,
    );
  }
  // Constants first: then it is the attribute that is named, not the constant.
  const order = Array.from({ length: p }, (_, i) => (i + design.columns) % p);
  const scaled = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++) {
      const high = Math.max(order[i]!, order[j]!);
      const low = Math.min(order[i]!, order[j]!);
      scaled[i * p + j] = information[high * p + low]! / (scale[high]! * scale[low]!);
    }
  }
  for (let size = 1; size <= p; size++) {
    const block = new Float64Array(size * size);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) block[i * size + j] = scaled[i * p + j]!;
    }
    const { factor, jitter } = choleskyJittered(block, size);
    const pivot = factor[size * size - 1]!;
    if (jitter > 0 || pivot * pivot < 1e-9) {
      const name = names[order[size - 1]!]!;
      throw new CoreError(
        "not_positive_definite",
        `${name} is made up by other attributes or by the constants of the alternatives, so its effect has no value of its own; leave it out, or set constants: false`,
      );
    }
  }
}
