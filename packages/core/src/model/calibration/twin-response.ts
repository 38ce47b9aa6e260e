import { CoreError } from "../../error.js";
import { expm1, log } from "../../math/index.js";
import type { Twin } from "../../schema/twin.js";

/** Where a result was measured; everywhere unless told. */
export interface Where {
  readonly persona?: string;
  readonly region?: string;
}

/** Position of a brand. @throws CoreError `unknown_brand` */
export function brandOf({ brands }: Twin, brand: string): number {
  const position = brands.indexOf(brand);
  if (position >= 0) return position;
  throw new CoreError(
    "unknown_brand",
    `found brand ${brand}, expected one of ${brands.join(", ")}`,
  );
}

/** The cells of a persona and a region. @throws CoreError `unknown_persona` | `unknown_region` */
function cellsOf({ cells }: Twin, { persona, region }: Where): Twin["cells"] {
  const found = cells.filter(
    (cell) =>
      (persona === undefined || cell.persona === persona) &&
      (region === undefined || cell.region === region),
  );
  if (found.length > 0) return found;
  const code = cells.some((cell) => cell.persona === persona || persona === undefined)
    ? "unknown_region"
    : "unknown_persona";
  throw new CoreError(
    code,
    `found no cell of ${persona ?? "any persona"} in ${region ?? "any region"}`,
  );
}

/**
 * What one unit of a brand's price coefficient α is worth in its own-price elasticity, over all cells: elasticity = -α × this.
 *
 * Choice responds by -α (1 - c); units also by the category's response, -α λ c.
 *
 * @param options.incidence - λ: 0 for shares
 */
export function elasticityPerCoefficient(
  twin: Twin,
  { brand, where, incidence }: { brand: number; where: Where; incidence: number },
): number {
  let bought = 0;
  let response = 0;
  for (const { people, choice } of cellsOf(twin, where)) {
    const share = choice[brand]!;
    bought += people * share;
    response += people * share * (1 - share + incidence * share);
  }
  if (!(bought > 0)) {
    throw new CoreError("no_data", `nobody chooses ${twin.brands[brand]} there, expected buyers`);
  }
  return response / bought;
}

/**
 * Mean change of a brand's share over the days after its price was multiplied by `priceRatio`, and how it grows with α.
 *
 * Shares approach the new choice as habits let go: x_t = c' + ρ^t (c - c').
 */
export function shareChange(
  twin: Twin,
  {
    brand,
    where,
    priceRatio,
    days,
    coefficient,
  }: { brand: number; where: Where; priceRatio: number; days: number; coefficient: number },
): { change: number; slope: number } {
  const periods = Math.max(1, Math.round(days / twin.periodDays));
  const step = log(priceRatio);
  let people = 0;
  let change = 0;
  let slope = 0;
  for (const cell of cellsOf(twin, where)) {
    const share = cell.choice[brand]!;
    const rise = expm1(-coefficient * step);
    const chosen = (share * (1 + rise)) / (1 + share * rise);
    let kept = 1;
    let reached = 0;
    for (let t = 0; t < periods; t++) {
      kept *= cell.habit.value;
      reached += (1 - kept) / periods;
    }
    people += cell.people;
    change += cell.people * reached * (chosen - share);
    slope -= cell.people * reached * chosen * (1 - chosen) * step;
  }
  if (!(people > 0)) throw new CoreError("no_data", "found no people there, expected some");
  return { change: change / people, slope: slope / people };
}
