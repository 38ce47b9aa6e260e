import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { cssVars } from "../../theme/css-vars.js";
import { resetIcon } from "./icon.js";
import type { NumberLever } from "./lever.js";
import type { WhatifMessages } from "./whatif-messages.js";

/** What a lever's row reports: `final` is false while its slider still moves. */
export type LeverMoved = (lever: NumberLever, shown: number, final: boolean) => void;

const clamp = (value: number, [low, high]: readonly [number, number]) =>
  Math.min(high, Math.max(low, value));

/** Where a value lies on the slider, 0–1. */
const along = (value: number, range: readonly [number, number]) =>
  (clamp(value, range) - range[0]) / (range[1] - range[0]);

function observedText(lever: NumberLever, say: WhatifMessages): TemplateResult | typeof nothing {
  const { observed, shown, neutral, write } = lever;
  if (observed === null) return nothing;
  if (!observed.varied) {
    return html`<span class=${shown === neutral ? "" : "caution"}>${say.neverVaried}</span>`;
  }
  const ends = [write(Math.round(observed.low)), write(Math.round(observed.high))] as const;
  const outside = shown < observed.low - 0.5 || shown > observed.high + 0.5;
  return outside && shown !== neutral
    ? html`<span class="caution">${say.outside(...ends)}</span>`
    : html`${say.observed(...ends)}`;
}

/** One lever: a slider with its observed range and neutral point, a field to type into, and a reset. */
export function leverRow(
  lever: NumberLever,
  say: WhatifMessages,
  moved: LeverMoved,
): TemplateResult {
  const { id, label, unit, slider, typed, step, neutral, shown, observed, write } = lever;
  const from = observed?.varied ? along(observed.low, slider) : 0;
  const to = observed?.varied ? along(observed.high, slider) : 0;
  const number = (event: Event) =>
    event.target instanceof HTMLInputElement ? event.target.valueAsNumber : Number.NaN;
  const slide = (final: boolean) => (event: Event) => moved(lever, number(event), final);
  const type = (event: Event) => {
    const value = number(event);
    if (Number.isFinite(value)) moved(lever, clamp(value, typed), true);
    else if (event.target instanceof HTMLInputElement) event.target.value = String(shown);
  };
  return html`<div class="lever ${lever.brandClass} ${shown === neutral ? "" : "moved"}">
    <div class="lever-head">
      <label for=${`range-${id}`}>
        ${lever.brandClass ? html`<span class="swatch" aria-hidden="true"></span>` : nothing}${label}
      </label>
      <span class="lever-hint">${lever.hint}</span>
      <button
        class="quiet reset"
        type="button"
        aria-label=${say.resetLever(label)}
        title=${say.reset}
        ?disabled=${shown === neutral}
        @click=${() => moved(lever, neutral, true)}
      >
        ${resetIcon}
      </button>
      <span class="field-unit">
        <input
          type="number"
          aria-label=${`${label} (${unit})`}
          inputmode="decimal"
          step="any"
          min=${typed[0]}
          max=${typed[1]}
          .value=${live(String(shown))}
          @change=${type}
        /><span aria-hidden="true">${unit}</span>
      </span>
    </div>
    <div
      class="slider"
      ${cssVars({
        "--neutral": String(along(neutral, slider)),
        "--at": String(along(shown, slider)),
        "--from": String(from),
        "--to": String(to),
      })}
    >
      <span class="track" aria-hidden="true">
        ${observed?.varied ? html`<span class="observed"></span>` : nothing}
        <span class="moved-by"></span>
        <span class="neutral"></span>
      </span>
      <input
        id=${`range-${id}`}
        type="range"
        min=${slider[0]}
        max=${slider[1]}
        step=${step}
        aria-valuetext=${write(shown)}
        aria-describedby=${`about-${id}`}
        .value=${live(String(clamp(shown, slider)))}
        @input=${slide(false)}
        @change=${slide(true)}
      />
    </div>
    <div class="lever-foot" id=${`about-${id}`}>
      <span>${write(slider[0])}</span>
      <span class="lever-observed">${
        observed === null ? say.neutralAt(write(neutral)) : observedText(lever, say)
      }</span>
      <span>${write(slider[1])}</span>
    </div>
  </div>`;
}
