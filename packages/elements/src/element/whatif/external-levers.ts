import { html, nothing, type TemplateResult } from "lit";
import { multiplierLever } from "./lever.js";
import { choice, type PanelActions } from "./lever-choice.js";
import { leverRow } from "./lever-row.js";
import type { TriggerName, WhatifScenario } from "./scenario.js";
import type { ViewContext } from "./view-context.js";

const TRIGGERS: readonly TriggerName[] = [
  "temperature",
  "rain",
  "comfort",
  "holiday",
  "sentiment",
  "trend",
];
const TRIGGER_RANGE: Readonly<Record<TriggerName, readonly [range: number, step: number]>> = {
  temperature: [15, 0.5],
  rain: [1, 0.05],
  comfort: [30, 1],
  holiday: [1, 0.05],
  sentiment: [1, 0.05],
  trend: [10, 0.5],
};

/** Weather, holidays, moods: the levers of an `external` intervention. */
export function externalGroup(
  scenario: WhatifScenario,
  context: ViewContext,
  { moved, changed }: PanelActions,
): TemplateResult {
  const { say, twin } = context;
  const { trigger } = scenario;
  const [reach, step] = TRIGGER_RANGE[trigger];
  const unit = say[`unit_${trigger}`];
  const lever = multiplierLever(scenario, context, {
    key: "triggerValue",
    label: say.triggerValue,
    range: [-reach, reach],
    step,
    neutral: 0,
  });
  const choose = (value: string) => {
    const next = TRIGGERS.find((known) => known === value) ?? trigger;
    changed({ ...scenario, trigger: next, triggerValue: 0 });
  };
  const signed = (shown: number) => `${shown > 0 ? "+" : shown < 0 ? "−" : ""}${Math.abs(shown)}`;
  return html`
    ${choice(
      say.trigger,
      TRIGGERS.map((known) => ({ value: known, label: say[`trigger_${known}`] })),
      trigger,
      choose,
    )}
    ${leverRow({ ...lever, unit, write: (shown) => `${signed(shown)} ${unit}` }, say, moved)}
    ${
      twin && (twin.triggers[trigger] ?? null) === null
        ? html`<p class="lever-foot"><span class="caution">${say.notEstimable}</span></p>`
        : nothing
    }
  `;
}
