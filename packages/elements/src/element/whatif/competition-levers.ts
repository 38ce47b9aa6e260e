import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { fractionLever } from "./lever.js";
import { choice, type PanelActions } from "./lever-choice.js";
import { leverRow } from "./lever-row.js";
import type { Action, WhatifScenario } from "./scenario.js";
import type { ViewContext } from "./view-context.js";

const ACTIONS: readonly Action[] = ["price", "promotion", "distribution", "entry", "exit"];

/** What a competitor does: the levers of a `competition` intervention. */
export function competitionGroup(
  scenario: WhatifScenario,
  context: ViewContext,
  { moved, changed }: PanelActions,
): TemplateResult {
  const { say } = context;
  const brands = context.brands.map((id) => ({ value: id, label: context.brandName(id) }));
  const entering = scenario.action === "entry";
  const act = (value: string) => {
    const action = ACTIONS.find((known) => known === value) ?? scenario.action;
    // An entrant is a brand that is not there yet; any other competitor is one that is.
    const attacker = action === "entry" ? say.newBrand : entering ? null : scenario.attacker;
    changed({ ...scenario, action, attacker });
  };
  const name = (event: Event) => {
    if (!(event.target instanceof HTMLInputElement)) return;
    const text = event.target.value.trim();
    if (text === "" || context.brands.includes(text)) event.target.value = scenario.attacker ?? "";
    else changed({ ...scenario, attacker: text });
  };
  return html`
    ${choice(
      say.action,
      ACTIONS.map((action) => ({ value: action, label: say[`action_${action}`] })),
      scenario.action,
      act,
    )}
    ${
      entering
        ? html`<label class="field"
            >${say.entrant}
            <input type="text" maxlength="40" .value=${live(scenario.attacker ?? "")} @change=${name} />
          </label>`
        : choice(
            say.attacker,
            [{ value: "", label: say.nobody }, ...brands],
            scenario.attacker ?? "",
            (value) =>
              changed({
                ...scenario,
                attacker: value || null,
                target: value === scenario.target ? null : scenario.target,
              }),
          )
    }
    ${choice(
      say.target,
      [
        { value: "", label: say.everyone },
        ...brands.filter(({ value }) => value !== scenario.attacker),
      ],
      scenario.target ?? "",
      (value) => changed({ ...scenario, target: value || null }),
    )}
    ${leverRow(
      fractionLever(scenario, context, {
        key: "strength",
        label: say.strength,
        range: [0, 1],
        step: 0.01,
        neutral: 0,
      }),
      say,
      moved,
    )}
    ${
      scenario.target === null
        ? nothing
        : leverRow(
            fractionLever(scenario, context, {
              key: "similarity",
              label: say.similarity,
              range: [0, 1],
              step: 0.05,
              neutral: 0.5,
            }),
            say,
            moved,
          )
    }
  `;
}
