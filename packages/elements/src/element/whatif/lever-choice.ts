import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { LeverMoved } from "./lever-row.js";
import type { LeverGroup, WhatifScenario } from "./scenario.js";

/** What the panel reports. */
export interface PanelActions {
  readonly moved: LeverMoved;
  readonly changed: (next: WhatifScenario) => void;
  readonly reset: (group: LeverGroup) => void;
  readonly toggled: (group: LeverGroup, open: boolean) => void;
}

/** One entry of a select. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A labelled select; the empty value stands for "none" or "all". */
export function choice(
  label: string,
  choices: readonly Choice[],
  chosen: string,
  changed: (value: string) => void,
): TemplateResult {
  const change = (event: Event) => {
    if (event.target instanceof HTMLSelectElement) changed(event.target.value);
  };
  return html`<label class="field">
    ${label}
    <select .value=${live(chosen)} @change=${change}>
      ${choices.map(
        ({ value, label: text }) =>
          html`<option value=${value} ?selected=${value === chosen}>${text}</option>`,
      )}
    </select>
  </label>`;
}
