import { html, type TemplateResult } from "lit";
import type { Locale } from "../../locale/locale.js";
import { type SourceError, toSourceError } from "../../source/source-error.js";
import { skeletonView } from "../plot/view-state.js";
import { dashboardMessages } from "./messages.js";

let loading: Promise<SourceError | null> | undefined;

/**
 * Defines `<cdp-operations-dashboard>`, which is a file of its own beside the bundle.
 *
 * @returns null once the tag is defined; else why its file could not be loaded
 */
export function loadOperations(): Promise<SourceError | null> {
  loading ??= import("../operations-dashboard/operations-dashboard.js").then(
    () => null,
    (reason: unknown) => toSourceError(reason, "not_loaded"),
  );
  return loading;
}

/**
 * The operations board, or why it is not there.
 *
 * @param loaded - what `loadOperations` gave; undefined: it is on its way
 */
export function operationsView(
  locale: Locale,
  loaded: SourceError | null | undefined,
): TemplateResult {
  if (loaded === undefined) return skeletonView(locale);
  if (loaded === null) return html`<cdp-operations-dashboard></cdp-operations-dashboard>`;
  const say = dashboardMessages(locale);
  return html`<div class="state" role="alert">
    <p class="state-title">${say.notLoaded}</p>
    <p class="soft">${say.notLoadedDetail}</p>
    <p class="faint">${loaded.message}</p>
  </div>`;
}
