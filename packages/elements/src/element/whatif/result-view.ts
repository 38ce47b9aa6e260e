import type { SimulationResponse } from "@cdp-whatif/core";
import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { cellsView } from "./cells-view.js";
import { type CompareActions, compareView } from "./compare-view.js";
import { pathChartView } from "./path-chart-view.js";
import type { Pinned } from "./pinned.js";
import { moneyView, provenanceView } from "./provenance-view.js";
import { shareChartView } from "./share-chart-view.js";
import { type BrandRow, brandPaths } from "./summary.js";
import { verdictView } from "./verdict-view.js";
import type { ViewContext } from "./view-context.js";

/** What is shown of an answer. */
export interface ResultParts {
  readonly response: SimulationResponse;
  readonly rows: readonly BrandRow[];
  readonly now: Pinned;
  readonly pinned: readonly Pinned[];
  readonly plot: { readonly width: number; readonly scale: number };
  readonly compare: CompareActions;
  readonly copyReceipt: () => void;
}

/**
 * Verdict, charts, comparison and provenance of an answer; of a refused one only why, and what would help.
 *
 * @remarks Made anew for each answer, not for each step of a lever on the way to one: it takes longer than all else.
 */
export function resultView(parts: ResultParts, context: ViewContext): unknown {
  const { response, pinned, plot } = parts;
  // The twin came with the parameters.
  const { parameters, locale } = context;
  return guard([response, pinned, plot.width, parameters, locale], () => drawn(parts, context));
}

function drawn(parts: ResultParts, context: ViewContext): TemplateResult {
  const { response, rows, now, pinned, plot, compare, copyReceipt } = parts;
  const refused = response.verdict.status === "refused";
  const paths = refused ? null : brandPaths(response);
  const several = Object.keys(response.cells).length > 1;
  return html`
    ${verdictView(response, context)}
    ${refused ? nothing : shareChartView(rows, { context, several })}
    ${paths === null ? nothing : pathChartView(paths, { context, ...plot })}
    ${compareView(pinned, now, context, compare)}
    ${refused ? nothing : cellsView(response, context)}
    ${moneyView(response, context)} ${provenanceView(response, context, copyReceipt)}
  `;
}
