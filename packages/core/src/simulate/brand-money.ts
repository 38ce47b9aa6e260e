import type { Parameter } from "../schema/parameter.js";
import type { Scenario } from "../schema/scenario.js";
import type { Twin } from "../schema/twin.js";
import type { DrawTable } from "./draw-table.js";

const entryOf = ({ catalogue }: Twin, brand: string) =>
  catalogue.brands.find(({ id }) => id === brand);

/** Value of the points that a brand gives per unit of what is spent with it; assumed where the catalogue is silent. */
export function pointRebate(twin: Twin, brand: string): Parameter {
  const unit = "fraction of what those who collect spend";
  const known = entryOf(twin, brand)?.pointRebate;
  return known
    ? taken(known, unit)
    : {
        value: 0.005,
        standardError: 0.0025,
        unit,
        origin: {
          kind: "assumed",
          because: `the catalogue does not say what the points of ${brand} are worth; programmes of convenience stores give 0.3 to 0.5 %`,
        },
      };
}

/** What a brand keeps of its regular price after buying the goods; null where nobody said. */
export function marginOf(twin: Twin, { margin }: Scenario, brand: string): Parameter | null {
  const unit = "fraction of the regular price";
  if (margin && Object.hasOwn(margin, brand)) {
    return { value: margin[brand]!, standardError: 0, unit, origin: { kind: "user" } };
  }
  const known = entryOf(twin, brand)?.margin;
  return known ? taken(known, unit) : null;
}

/** A brand's margin over the draws. */
export const marginOver = (table: DrawTable, brand: string, margin: Parameter): Float64Array =>
  table.values(`margin:${brand}`, margin, { low: 0, high: 1 });

const taken = (
  {
    value,
    standardDeviation,
    source,
  }: { value: number; standardDeviation: number; source: string },
  unit: string,
): Parameter => ({
  value,
  standardError: standardDeviation,
  unit,
  origin: { kind: "assumed", because: source },
});
