import type { Catalogue, StoreContent, Twin } from "@cdp-whatif/core";
import type * as z from "zod";
import type { PersonasAnswer } from "../route/twin.js";

/** Personas of catalogue, store and twin, ordered by id. */
export function personasAnswer(
  catalogue: Catalogue,
  content: StoreContent,
  twin: Twin | null,
): z.infer<typeof PersonasAnswer> {
  const ids = new Set([
    ...catalogue.personas.map(({ id }) => id),
    ...content.personas,
    ...(twin?.cells.map(({ persona }) => persona) ?? []),
  ]);
  const personas = [...ids]
    .sort((a, b) => (a < b ? -1 : 1))
    .map((id) => {
      const entry = catalogue.personas.find((one) => one.id === id);
      const cells = twin?.cells.filter(({ persona }) => persona === id) ?? [];
      const known = cells.length > 0 && cells.every(({ peopleKnown }) => peopleKnown);
      return {
        id,
        names: { en: entry?.names.en ?? id, "zh-TW": entry?.names["zh-TW"] ?? id },
        aliases: [...(entry?.aliases ?? [])],
        regions: [...new Set(cells.map(({ region }) => region))],
        people: known ? cells.reduce((sum, { people }) => sum + people, 0) : null,
      };
    });
  const demo = content.demo || (twin?.demo ?? false);
  return { success: true, count: personas.length, personas, demo };
}
