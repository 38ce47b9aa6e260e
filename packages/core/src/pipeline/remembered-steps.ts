import { builtInCatalogue } from "../schema/built-in-catalogue.js";
import type { Catalogue } from "../schema/catalogue.js";
import type { ParseOptions } from "./parse-options.js";
import { type ParseSteps, parseSteps } from "./parse-steps.js";

/** Sets of options remembered for each catalogue. */
const MOST_REMEMBERED = 16;

// Preparing names and zone costs a hundred times what a line does. This remembers results of a pure function by its
// arguments, so that a caller who parses lines one by one gets the same answers, only sooner.
const remembered = new WeakMap<Catalogue, Map<string, ParseSteps>>();

/** The same as `parseSteps`, prepared once for the same catalogue and options. @throws as `parseSteps` */
export function rememberedSteps(options: ParseOptions): ParseSteps {
  if (options.names !== undefined) return parseSteps(options);
  const { catalogue = builtInCatalogue, zone, asOf, date } = options;
  const { acceptDemoRows, coerceNumbers, demo } = options;
  const own: ParseOptions = { catalogue, zone, asOf, date, acceptDemoRows, coerceNumbers, demo };
  const key = JSON.stringify([
    zone === undefined,
    zone,
    asOf,
    date,
    acceptDemoRows,
    coerceNumbers,
    demo,
  ]);
  const ofCatalogue = remembered.get(catalogue) ?? new Map<string, ParseSteps>();
  remembered.set(catalogue, ofCatalogue);
  const known = ofCatalogue.get(key);
  if (known !== undefined) return known;
  const steps = parseSteps(own);
  if (ofCatalogue.size >= MOST_REMEMBERED) ofCatalogue.clear();
  ofCatalogue.set(key, steps);
  return steps;
}
