import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";

/** A choice of a select: its value and how it is shown. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A labelled native select. */
export function selectField(
  label: string,
  value: string,
  choices: readonly Choice[],
  onChoose: (value: string) => void,
): TemplateResult {
  const chosen = (event: Event) => onChoose((event.target as HTMLSelectElement).value);
  return html`<label class="field">
    <span>${label}</span>
    <select .value=${live(value)} @change=${chosen}>
      ${choices.map((choice) => html`<option value=${choice.value} ?selected=${choice.value === value}>${choice.label}</option>`)}
    </select>
  </label>`;
}

/** While a year is typed the input reads 0002, 0020, 0202: nothing before this is meant. */
const FIRST_YEAR = "1900";

/** A labelled native date input; an empty or unreadable date means no bound. */
export function dateField(
  label: string,
  value: string | null,
  bounds: { readonly min: string | null; readonly max: string | null },
  onChoose: (value: string | null) => void,
): TemplateResult {
  const chosen = (event: Event) => {
    const { value: date } = event.target as HTMLInputElement;
    if (date === "" || date >= FIRST_YEAR) onChoose(date || null);
  };
  return html`<label class="field">
    <span>${label}</span>
    <input
      type="date"
      .value=${live(value ?? "")}
      min=${bounds.min ?? ""}
      max=${bounds.max ?? ""}
      @change=${chosen}
    />
  </label>`;
}

/** A labelled checkbox. */
export function checkField(
  label: string,
  checked: boolean,
  onChoose: (checked: boolean) => void,
): TemplateResult {
  const chosen = (event: Event) => onChoose((event.target as HTMLInputElement).checked);
  return html`<label class="check">
    <input type="checkbox" .checked=${live(checked)} @change=${chosen} />
    <span>${label}</span>
  </label>`;
}
