import { html, type TemplateResult } from "lit";
import type { View } from "./view.js";

/** The element of a view, which takes all it needs from the provider around it. */
export function panelContent(view: Exclude<View, "operations">): TemplateResult {
  switch (view) {
    case "time-series":
      return html`<cdp-time-series hide-selection></cdp-time-series>`;
    case "personas":
      return html`<cdp-persona-explorer hide-selection></cdp-persona-explorer>`;
    case "regions":
      return html`<cdp-region-comparison hide-selection></cdp-region-comparison>`;
    case "whatif":
      return html`<cdp-whatif hide-selection></cdp-whatif>`;
  }
}
