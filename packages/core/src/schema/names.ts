import { CoreError, type ErrorCode } from "../error.js";
import type { Catalogue } from "./catalogue.js";
import { foldName } from "./fold-name.js";
import { type NameIndex, nameIndex } from "./name-index.js";

/** What a name may be a name of. */
export type NameKind = "persona" | "region" | "brand" | "event";

/** Resolves names of personas, regions, brands and events: by id, name or alias, whatever case, width and spacing. */
export interface Names {
  /** The id of a spelling, or null. */
  persona(text: string): string | null;
  region(text: string): string | null;
  brand(text: string): string | null;
  event(text: string): string | null;
  /** Where data enters: an unknown name becomes its own id, which depends on nothing but its text. */
  personaOrNew(text: string): string;
  regionOrNew(text: string): string;
  brandOrNew(text: string): string;
  eventOrNew(text: string): string;
  /** The region in which a place (weather location, district, city) lies, or null. */
  regionOfPlace(text: string): string | null;
  /** Where a question is asked. @throws CoreError `unknown_persona` with the nearest name and the known ones */
  askPersona(text: string, pointer?: string): string;
  /** @throws CoreError `unknown_region` */
  askRegion(text: string, pointer?: string): string;
  /** @throws CoreError `unknown_brand` */
  askBrand(text: string, pointer?: string): string;
  nearest(kind: NameKind, text: string): string | null;
  /** Known ids: the catalogue's in its order, then the extra ones. */
  ids(kind: NameKind): readonly string[];
}

/** Ids known beside the catalogue's, such as those that a store or a twin holds. */
export interface ExtraNames {
  readonly personas?: Iterable<string>;
  readonly regions?: Iterable<string>;
  readonly brands?: Iterable<string>;
}

const MOST_LISTED = 20;

/**
 * The names of a catalogue, and what they resolve to.
 *
 * @throws CoreError `invalid_catalogue` when one spelling stands for two ids
 */
export function createNames(catalogue: Catalogue, extra: ExtraNames = {}): Names {
  const index: Record<NameKind, NameIndex> = {
    persona: nameIndex(catalogue.personas, { kind: "persona", extra: extra.personas ?? [] }),
    region: nameIndex(catalogue.regions, { kind: "region", extra: extra.regions ?? [] }),
    brand: nameIndex(catalogue.brands, { kind: "brand", extra: extra.brands ?? [] }),
    event: nameIndex(catalogue.events, { kind: "event" }),
  };
  const places = new Map(
    catalogue.regions.flatMap(({ id, locations }) =>
      locations.map((place) => [foldName(place), id] as const),
    ),
  );
  const ask = (kind: NameKind, code: ErrorCode) => (text: string, pointer?: string) => {
    const id = index[kind].resolve(text);
    if (id !== null) return id;
    throw unknownName({ kind, code, text, pointer: pointer ?? `/${kind}`, index: index[kind] });
  };
  return {
    persona: index.persona.resolve,
    region: index.region.resolve,
    brand: index.brand.resolve,
    event: index.event.resolve,
    personaOrNew: index.persona.resolveOrNew,
    regionOrNew: index.region.resolveOrNew,
    brandOrNew: index.brand.resolveOrNew,
    eventOrNew: index.event.resolveOrNew,
    regionOfPlace: (text) => places.get(foldName(text)) ?? index.region.resolve(text),
    askPersona: ask("persona", "unknown_persona"),
    askRegion: ask("region", "unknown_region"),
    askBrand: ask("brand", "unknown_brand"),
    nearest: (kind, text) => index[kind].nearest(text),
    ids: (kind) => index[kind].ids,
  };
}

/** Label of a cell, for keys of answers; never split it, a cell says its persona and region beside it. */
export function cellKey(persona: string, region: string): string {
  return `${persona}_${region}`;
}

interface UnknownName {
  readonly kind: NameKind;
  readonly code: ErrorCode;
  readonly text: string;
  readonly pointer: string;
  readonly index: NameIndex;
}

function unknownName({ kind, code, text, pointer, index }: UnknownName): CoreError {
  const nearest = index.nearest(text);
  const listed = index.ids.slice(0, MOST_LISTED).join(", ");
  const more = index.ids.length > MOST_LISTED ? ` and ${index.ids.length - MOST_LISTED} more` : "";
  const hint =
    nearest === null ? "none is known" : `did you mean "${nearest}"? Known: ${listed}${more}`;
  const message = `found ${kind} ${JSON.stringify(text.slice(0, 200))}, expected a known ${kind}; ${hint}`;
  return new CoreError(code, message, [{ pointer, detail: message }]);
}
