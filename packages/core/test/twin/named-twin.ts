import { builtInCatalogue } from "../../src/schema/built-in-catalogue.js";
import type { Twin } from "../../src/schema/twin.js";
import { exampleTwin } from "./example-twin.js";

const { personas, regions, brands, events } = builtInCatalogue;

/** The example twin with the built-in names, as the documents' requests expect. */
export function namedTwin(): Twin {
  const twin = exampleTwin();
  const persona: Record<string, string> = { P0: "Fresh_Grad", P1: "FinTech_Family" };
  const region: Record<string, string> = { R0: "Taipei", R1: "Tainan" };
  return {
    ...twin,
    cells: twin.cells.map((cell) => {
      const [p, r] = [persona[cell.persona] ?? "", region[cell.region] ?? ""];
      return { ...cell, key: `${p}_${r}`, persona: p, region: r };
    }),
    catalogue: { personas, regions, brands, events },
  };
}
