import type { Catalogue } from "../schema/catalogue.js";
import type { Names } from "../schema/names.js";
import type { CanonicalRecord } from "../schema/record.js";

/**
 * Adds to a record what the catalogue knows and the line did not say; never alters what was observed.
 *
 * An intervention gets the type of its event, web intelligence the region of its place. Both are outside the record's
 * hash, which covers what was read.
 */
export function createEnrichment(
  catalogue: Catalogue,
  names: Names,
): (record: CanonicalRecord) => CanonicalRecord {
  const types = new Map(catalogue.events.map(({ id, type }) => [id, type]));
  return (record) => {
    if (record.kind === "intervention" && record.type === null) {
      const type = types.get(record.event);
      if (type === undefined) return record;
      return { ...record, type, repairs: [...record.repairs, "type:catalogue"] };
    }
    if (record.kind === "web-intel" && record.region === null && record.location !== null) {
      const known = names.regionOfPlace(record.location);
      const region = known ?? names.regionOrNew(record.location);
      const rule = known === null ? "region:location" : "region:catalogue";
      return { ...record, region, repairs: [...record.repairs, rule] };
    }
    return record;
  };
}
