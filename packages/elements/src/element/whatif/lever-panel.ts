import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { commonMessages } from "../../locale/common-messages.js";
import { competitionGroup } from "./competition-levers.js";
import { externalGroup } from "./external-levers.js";
import {
  electricityLever,
  fractionLever,
  multiplierLever,
  type NumberLever,
  observedLever,
  priceLevers,
} from "./lever.js";
import { choice, type PanelActions } from "./lever-choice.js";
import { leverRow } from "./lever-row.js";
import { type LeverGroup, movedLevers, type WhatifScenario } from "./scenario.js";
import type { ViewContext } from "./view-context.js";

function promotionLevers(scenario: WhatifScenario, context: ViewContext): NumberLever[] {
  const { say, twin } = context;
  const brand = scenario.promotionBrand;
  return [
    fractionLever(scenario, context, {
      key: "discount",
      label: say.discount,
      range: [0, 0.9],
      step: 0.01,
      neutral: 0,
      observed: observedLever(twin, "discount", brand),
    }),
    multiplierLever(scenario, context, {
      key: "pointMultiplier",
      label: say.pointMultiplier,
      range: [0.5, 5],
      step: 0.1,
      neutral: 1,
      observed: observedLever(twin, "points", brand),
    }),
    multiplierLever(scenario, context, {
      key: "intensity",
      label: say.intensity,
      range: [0, 2],
      step: 0.05,
      neutral: 1,
    }),
  ];
}

function promotionGroup(
  scenario: WhatifScenario,
  context: ViewContext,
  actions: PanelActions,
): TemplateResult {
  const { say } = context;
  const brands = context.brands.map((id) => ({ value: id, label: context.brandName(id) }));
  const [discount, ...others] = promotionLevers(scenario, context);
  return html`
    ${choice(
      say.promotionBrand,
      [{ value: "", label: commonMessages(context.locale).allBrands }, ...brands],
      scenario.promotionBrand ?? "",
      (value) => actions.changed({ ...scenario, promotionBrand: value || null }),
    )}
    ${discount ? leverRow(discount, say, actions.moved) : nothing}
    <label class="switch">
      <input
        type="checkbox"
        role="switch"
        .checked=${live(scenario.bogo)}
        @change=${() => actions.changed({ ...scenario, bogo: !scenario.bogo })}
      />
      <span>${say.bogo}</span>
    </label>
    ${others.map((lever) => leverRow(lever, say, actions.moved))}
  `;
}

function daysLever(scenario: WhatifScenario, context: ViewContext): NumberLever {
  const { minimum, maximum } = context.parameters.duration_days;
  const { say } = context;
  return {
    id: "days",
    label: say.days,
    unit: say.daysUnit,
    slider: [minimum, Math.min(maximum, 180)],
    typed: [minimum, maximum],
    step: 1,
    neutral: 30,
    shown: scenario.days,
    observed: null,
    hint: "",
    brandClass: "",
    write: (shown) => say.dayCount(shown),
    put: (before, shown) => ({ ...before, days: Math.round(shown) }),
  };
}

function priceGroup(
  scenario: WhatifScenario,
  context: ViewContext,
  { moved }: PanelActions,
): TemplateResult {
  const { say } = context;
  const sensitivity = multiplierLever(scenario, context, {
    key: "priceSensitivity",
    label: say.priceSensitivity,
    range: [0.5, 2],
    step: 0.05,
    neutral: 1,
  });
  return html`
    ${priceLevers(scenario, context).map((lever) => leverRow(lever, say, moved))}
    ${
      Object.keys(scenario.prices).length > 0 || scenario.priceSensitivity !== 1
        ? leverRow(sensitivity, say, moved)
        : nothing
    }
    ${leverRow(electricityLever(scenario, context), say, moved)}
  `;
}

/** All levers, in groups that fold; each group tells how many of its levers are moved. */
export function leverPanel(
  scenario: WhatifScenario,
  context: ViewContext,
  open: ReadonlySet<LeverGroup>,
  actions: PanelActions,
): TemplateResult {
  const { say } = context;
  const groups: readonly (readonly [LeverGroup, () => TemplateResult])[] = [
    ["price", () => priceGroup(scenario, context, actions)],
    ["promotion", () => promotionGroup(scenario, context, actions)],
    ["competition", () => competitionGroup(scenario, context, actions)],
    ["external", () => externalGroup(scenario, context, actions)],
    ["horizon", () => leverRow(daysLever(scenario, context), say, actions.moved)],
  ];
  const toggle = (group: LeverGroup) => (event: Event) => {
    if (event.target instanceof HTMLDetailsElement) actions.toggled(group, event.target.open);
  };
  return html`${groups.map(([group, content]) => {
    const count = movedLevers(scenario, group);
    return html`<details class="group" ?open=${open.has(group)} @toggle=${toggle(group)}>
      <summary>
        <span class="group-name">${say[`group_${group}`]}</span>
        <span class=${count > 0 ? "badge changed" : "faint"}>${count > 0 ? say.moved(count) : say.neutral}</span>
      </summary>
      <div class="group-body">
        ${content()}
        ${
          count > 1
            ? html`<button class="quiet group-reset" type="button" @click=${() => actions.reset(group)}>
                ${say.reset}
              </button>`
            : nothing
        }
      </div>
    </details>`;
  })}`;
}
