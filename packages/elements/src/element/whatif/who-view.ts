import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Selection } from "../../controller/provider-context.js";
import { commonMessages } from "../../locale/common-messages.js";
import type { ViewContext } from "./view-context.js";

interface Option {
  readonly id: string;
  readonly name: string;
}

const picker = (
  label: string,
  none: string,
  options: readonly Option[],
  chosen: string | null,
  pick: (id: string | null) => void,
) => {
  const change = (event: Event) => {
    if (event.target instanceof HTMLSelectElement) pick(event.target.value || null);
  };
  return html`<label class="field">
    ${label}
    <select .value=${live(chosen ?? "")} @change=${change}>
      <option value="" ?selected=${chosen === null}>${none}</option>
      ${options.map(
        ({ id, name }) => html`<option value=${id} ?selected=${id === chosen}>${name}</option>`,
      )}
    </select>
  </label>`;
};

/** Whom the question is about, and which brand the headline follows. */
export function whoView(
  { persona, region, brand }: Selection,
  context: ViewContext,
  pick: (selection: Partial<Selection>) => void,
): TemplateResult {
  const say = commonMessages(context.locale);
  const { parameters } = context;
  const named = (list: readonly { id: string }[], name: (id: string) => string) =>
    list.map(({ id }) => ({ id, name: name(id) }));
  return html`<div class="who">
    ${picker(say.persona, say.allPersonas, named(parameters.personas, context.personaName), persona, (id) => pick({ persona: id }))}
    ${picker(say.region, say.allRegions, named(parameters.regions, context.regionName), region, (id) => pick({ region: id }))}
    ${picker(context.say.focus, context.say.focusAuto, named(parameters.brands, context.brandName), brand, (id) => pick({ brand: id }))}
  </div>`;
}
