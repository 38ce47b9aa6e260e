import { css } from "lit";

/** Levers: folding groups, sliders with observed range and neutral point, fields, a switch. */
export const leverStyles = css`
  .levers {
    align-self: start;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_raised);
  }
  .group + .group {
    border-block-start: 1px solid var(--_line);
  }
  .group > summary {
    display: flex;
    align-items: center;
    gap: var(--_2);
    padding: var(--_3) var(--_4);
    color: var(--_ink);
    font-size: var(--_text);
    list-style: none;
  }
  .group > summary::-webkit-details-marker {
    display: none;
  }
  .group > summary::before {
    flex: none;
    inline-size: 0.45em;
    block-size: 0.45em;
    border: solid currentcolor;
    border-width: 0 1.6px 1.6px 0;
    content: "";
    opacity: 0.6;
    rotate: -45deg;
    transition: rotate 120ms;
  }
  .group[open] > summary::before {
    rotate: 45deg;
  }
  .group-name {
    flex: 1;
    font-weight: 620;
  }
  .badge.changed {
    background: var(--_accent-ground);
    color: var(--_accent);
  }
  .group-body {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_4);
    padding: var(--_1) var(--_4) var(--_4);
  }
  .group-reset {
    justify-self: end;
  }

  .lever {
    --_thumb: calc(var(--_scale) * 18px);
    --_mark: var(--_brand, var(--_accent));
  }
  .lever-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_1) var(--_2);
  }
  .lever-head label {
    display: inline-flex;
    align-items: center;
    flex: 1;
    gap: var(--_2);
    min-inline-size: 0;
    font-size: var(--_small);
    font-weight: 570;
    overflow-wrap: anywhere;
  }
  .lever-hint {
    flex-basis: 100%;
    order: 1;
    color: var(--_ink-faint);
    font-size: var(--_tiny);
  }
  .lever-hint:empty {
    display: none;
  }
  .reset {
    min-block-size: calc(var(--_scale) * 28px);
    inline-size: calc(var(--_scale) * 28px);
    padding: 0;
    color: var(--_ink-soft);
  }
  .reset:disabled {
    visibility: hidden;
  }
  .field-unit {
    display: inline-flex;
    align-items: center;
    gap: 0.3em;
    color: var(--_ink-soft);
    font-size: var(--_small);
  }
  .field-unit input {
    inline-size: 4.6em;
    padding: var(--_1) var(--_2);
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
    appearance: textfield;
    background: var(--_ground);
    color: var(--_ink);
    font-weight: 600;
    text-align: end;
  }
  .field-unit input:hover,
  .group input[type="text"]:hover {
    border-color: var(--_line-strong);
  }
  .field-unit input::-webkit-inner-spin-button,
  .field-unit input::-webkit-outer-spin-button {
    margin: 0;
    appearance: none;
  }
  .group input[type="text"] {
    inline-size: 100%;
    min-block-size: calc(var(--_scale) * 36px);
    padding: var(--_1) var(--_3);
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
    background: var(--_ground);
  }

  .slider {
    position: relative;
    block-size: calc(var(--_scale) * 28px);
  }
  .slider input {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    margin: 0;
    appearance: none;
    background: none;
    cursor: grab;
  }
  .slider input:active {
    cursor: grabbing;
  }
  .slider input:focus-visible {
    outline: none;
  }
  .slider input::-webkit-slider-runnable-track {
    block-size: 100%;
    background: none;
  }
  .slider input::-moz-range-track {
    block-size: 100%;
    background: none;
  }
  .slider input::-webkit-slider-thumb {
    inline-size: var(--_thumb);
    block-size: var(--_thumb);
    margin-block-start: calc((var(--_scale) * 28px - var(--_thumb)) / 2);
    border: 2px solid var(--_mark);
    border-radius: 50%;
    appearance: none;
    background: var(--_ground);
    box-shadow: 0 1px 3px var(--_shadow);
  }
  .slider input::-moz-range-thumb {
    box-sizing: border-box;
    inline-size: var(--_thumb);
    block-size: var(--_thumb);
    border: 2px solid var(--_mark);
    border-radius: 50%;
    background: var(--_ground);
    box-shadow: 0 1px 3px var(--_shadow);
  }
  .moved .slider input::-webkit-slider-thumb {
    background: var(--_mark);
  }
  .moved .slider input::-moz-range-thumb {
    background: var(--_mark);
  }
  .slider input:focus-visible::-webkit-slider-thumb {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
  }
  .slider input:focus-visible::-moz-range-thumb {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
  }
  .track,
  .observed,
  .moved-by,
  .neutral {
    position: absolute;
    pointer-events: none;
  }
  .track {
    inset-inline: calc(var(--_thumb) / 2);
    inset-block-start: calc(50% - 2px);
    block-size: 4px;
    border-radius: 2px;
    background: var(--_line);
  }
  .observed {
    inset-inline-start: calc(var(--from) * 100%);
    inset-block: -4px;
    inline-size: calc((var(--to) - var(--from)) * 100%);
    border-radius: 4px;
    background: color-mix(in oklab, var(--_mark) 20%, transparent);
  }
  .moved-by {
    inset-block: 0;
    inset-inline-start: calc(min(var(--at), var(--neutral)) * 100%);
    inline-size: calc((max(var(--at), var(--neutral)) - min(var(--at), var(--neutral))) * 100%);
    border-radius: 2px;
    background: var(--_mark);
    forced-color-adjust: none;
  }
  .neutral {
    inset-block: -5px;
    inset-inline-start: calc(var(--neutral) * 100% - 1px);
    inline-size: 2px;
    background: var(--_line-strong);
  }
  .lever-foot {
    display: flex;
    justify-content: space-between;
    gap: var(--_2);
    color: var(--_ink-faint);
    font-size: var(--_tiny);
    line-height: 1.3;
  }
  .lever-foot > span {
    white-space: nowrap;
  }
  .lever-foot > .lever-observed {
    text-align: center;
    white-space: normal;
  }
  .caution {
    color: var(--_warn);
    font-weight: 570;
  }

  .switch {
    display: flex;
    align-items: center;
    gap: var(--_3);
    font-size: var(--_small);
    font-weight: 570;
    cursor: pointer;
  }
  .switch input {
    flex: none;
    inline-size: calc(var(--_scale) * 36px);
    block-size: calc(var(--_scale) * 20px);
    margin: 0;
    border: 1px solid var(--_line-strong);
    border-radius: 99px;
    appearance: none;
    background: radial-gradient(circle at center, var(--_line-strong) 58%, transparent 62%) 15% center /
      calc(var(--_scale) * 13px) calc(var(--_scale) * 13px) no-repeat var(--_ground);
    cursor: pointer;
    transition: background-position 120ms;
  }
  .switch input:checked {
    border-color: var(--_accent);
    background-color: var(--_accent);
    background-image: radial-gradient(circle at center, var(--_on-accent) 58%, transparent 62%);
    background-position: 85% center;
  }
  @media (forced-colors: active) {
    .switch input {
      appearance: auto;
    }
  }
`;
