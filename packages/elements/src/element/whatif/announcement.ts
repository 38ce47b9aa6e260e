import type { SimulationResponse } from "@cdp-whatif/core";
import { formatPercent, formatPoints } from "../../format/number.js";
import { focusRow } from "./headline-view.js";
import { brandRows } from "./summary.js";
import type { ViewContext } from "./view-context.js";

/** One sentence that tells the result to those who do not see it. */
export function announcement(
  response: SimulationResponse,
  brand: string | null,
  { say, locale, brandName }: ViewContext,
): string {
  if (response.verdict.status === "refused") return say.refusedAnnounce;
  const row = focusRow(brandRows(response), brand);
  if (!row) return "";
  const share = say.fromTo(formatPercent(row.baseline, locale), formatPercent(row.result, locale));
  return say.announce(
    `${say.shareOf(brandName(row.brand))} ${share} (${formatPoints(row.change, locale)})`,
  );
}
