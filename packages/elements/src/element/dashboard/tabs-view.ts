import { html, type TemplateResult } from "lit";
import type { Locale } from "../../locale/locale.js";
import { dashboardMessages } from "./messages.js";
import { type View, viewAfterKey } from "./view.js";

/** The tabs: one stop for the Tab key, arrows within. */
export function tabsView(
  current: View,
  views: readonly View[],
  locale: Locale,
  choose: (view: View, focus: boolean) => void,
): TemplateResult {
  const say = dashboardMessages(locale);
  const pressed = (event: KeyboardEvent) => {
    const next = viewAfterKey(event.key, current, views);
    if (next === null) return;
    event.preventDefault();
    choose(next, true);
  };
  return html`<div class="tabs" role="tablist" aria-label=${say.views} @keydown=${pressed}>
    ${views.map(
      (view) => html`<button
        type="button"
        role="tab"
        id=${`tab-${view}`}
        aria-selected=${view === current}
        aria-controls=${`panel-${view}`}
        tabindex=${view === current ? 0 : -1}
        @click=${() => choose(view, false)}
      >
        ${say[view]}
      </button>`,
    )}
  </div>`;
}
