import type { Rejection } from "../schema/dead-letter.js";
import { plainName } from "../schema/fold-name.js";
import type { Names } from "../schema/names.js";
import { reject } from "../schema/rejection.js";

/** What a spelling resolved to; `repairs` names how it differed from the id. */
export interface ResolvedName {
  readonly id: string;
  /** The id as JSON, ready to be written. */
  readonly json: string;
  /** `json` as it stands within a JSON text. */
  readonly quoted: string;
  readonly repairs: readonly string[];
}

/** Resolves spellings where data enters and remembers them. */
export interface NameResolver {
  persona(text: string, field: string): ResolvedName | Rejection;
  region(text: string, field: string): ResolvedName | Rejection;
  brand(text: string, field: string): ResolvedName | Rejection;
  event(text: string, field: string): ResolvedName | Rejection;
}

const MOST_REMEMBERED = 20_000;
/** Names longer than this are not names. */
const LONGEST = 200;

/** A resolver over a catalogue; unknown names become their own ids. */
export function nameResolver(names: Names): NameResolver {
  return {
    persona: resolver("persona", names.personaOrNew),
    region: resolver("region", names.regionOrNew),
    brand: resolver("brand", names.brandOrNew),
    event: resolver("event", names.eventOrNew),
  };
}

function resolver(kind: string, resolve: (text: string) => string): NameResolver["persona"] {
  const remembered = new Map<string, ResolvedName>();
  return (text, field) => {
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const id = resolve(text);
    if (id === "" || id === "__proto__" || id.length > LONGEST) {
      const expected = `a name of a ${kind}: 1 to ${LONGEST} characters that are not all blank`;
      return reject("bad_name", { field, found: text, expected });
    }
    const json = JSON.stringify(id);
    const quoted = JSON.stringify(json).slice(1, -1);
    const resolved = { id, json, quoted, repairs: differences(kind, text, id) };
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(text, resolved);
    return resolved;
  };
}

function differences(kind: string, text: string, id: string): string[] {
  if (text === id) return [];
  const plain = plainName(text);
  const repairs: string[] = [];
  if (text.trim() !== text) repairs.push(`${kind}:trim`);
  if (plain !== text.trim()) repairs.push(`${kind}:width`);
  if (plain !== id) repairs.push(`${kind}:alias`);
  return repairs;
}
