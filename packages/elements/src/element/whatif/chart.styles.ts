import { css } from "lit";

/** Charts and tables of results. */
export const chartStyles = css`
  svg {
    display: block;
  }
  svg text {
    fill: var(--_ink-faint);
    font-size: var(--_tiny);
  }
  .grid {
    stroke: var(--_line);
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_1) var(--_4);
    margin-block-start: var(--_1);
    color: var(--_ink-soft);
    font-size: var(--_tiny);
  }
  .legend span {
    display: inline-flex;
    align-items: center;
    gap: var(--_2);
  }
  .key {
    display: inline-block;
    inline-size: 14px;
    block-size: 12px;
  }
  .key-baseline {
    inline-size: 2px;
    background: var(--_ink-soft);
  }
  .key-scenario {
    inline-size: 10px;
    block-size: 10px;
    border-radius: 50%;
    background: var(--_ink-soft);
  }
  .key-band {
    inline-size: 26px;
    border-radius: 2px;
    background: linear-gradient(
      to right,
      var(--_sunken) 0 20%,
      var(--_line) 20% 36%,
      var(--_line-strong) 36% 64%,
      var(--_line) 64% 80%,
      var(--_sunken) 80%
    );
  }
  .key-dashed,
  .key-line {
    block-size: 0;
    border-block-start: 2px solid var(--_ink-soft);
  }
  .key-dashed {
    border-block-start-style: dashed;
  }

  .share-grid {
    display: grid;
    grid-template-columns: fit-content(14em) minmax(0, 4fr) 4em minmax(0, 4fr) 6.4em;
    align-items: center;
    gap: var(--_1) var(--_3);
    font-size: var(--_small);
  }
  .share-row {
    display: contents;
  }
  .share-head {
    color: var(--_ink-faint);
    font-size: var(--_tiny);
  }
  .share-brand {
    display: flex;
    align-items: center;
    gap: var(--_2);
    min-inline-size: 0;
    font-weight: 570;
    line-height: 1.25;
    overflow-wrap: anywhere;
  }
  .share-number {
    text-align: end;
    white-space: nowrap;
  }
  .share-number b {
    font-weight: 620;
  }
  .tracks,
  .axis {
    inline-size: 100%;
    overflow: visible;
  }
  .band95 {
    fill: var(--_brand);
    fill-opacity: 0.14;
  }
  .band80 {
    fill: var(--_brand);
    fill-opacity: 0.22;
  }
  .band50 {
    fill: var(--_brand);
    fill-opacity: 0.34;
  }
  .moved-line,
  .whisker {
    stroke: var(--_brand);
    stroke-width: 2;
  }
  .baseline-mark {
    stroke: var(--_ink-soft);
    stroke-width: 2;
  }
  .dot {
    fill: var(--_brand);
    stroke: var(--_ground);
    stroke-width: 2;
  }
  .dot.pinned {
    fill: var(--_ground);
    stroke: var(--_brand);
  }

  .path-chart {
    max-inline-size: 100%;
  }
  .path-chart .area {
    fill: var(--_brand);
    fill-opacity: 0.16;
  }
  .path-chart .line,
  .path-chart .base {
    fill: none;
    stroke: var(--_brand);
    stroke-width: 2.2;
    stroke-linejoin: round;
  }
  .path-chart .base {
    stroke-width: 1.5;
    stroke-dasharray: 4 4;
    opacity: 0.85;
  }
  .path-chart .end {
    fill: var(--_brand-ink);
    font-weight: 600;
  }
  .as-table {
    margin-block-start: var(--_3);
  }
  .as-table .table-scroll {
    max-block-size: 420px;
    margin-block-start: var(--_2);
    overflow: auto;
  }

  .cells {
    max-block-size: 480px;
    overflow: auto;
  }
  td.gain {
    background: color-mix(in oklab, var(--_good) var(--depth), transparent);
  }
  td.loss {
    background: color-mix(in oklab, var(--_bad) var(--depth), transparent);
  }
  @media (forced-colors: active) {
    .band95,
    .band80,
    .band50,
    .dot,
    .path-chart path {
      forced-color-adjust: none;
    }
  }

  .compare-chart {
    display: grid;
    gap: var(--_3);
    margin-block-end: var(--_3);
  }
  .compare-brand {
    display: grid;
    grid-template-columns: minmax(5em, 1fr) 5fr;
    align-items: center;
    gap: var(--_3);
    font-size: var(--_small);
  }
  .compare-lines {
    display: grid;
    grid-template-columns: minmax(2.4em, auto) minmax(0, 1fr);
    align-items: center;
    gap: 0 var(--_2);
  }
  .compare-name {
    overflow: hidden;
    max-inline-size: 8em;
    color: var(--_ink-faint);
    font-size: var(--_tiny);
    text-align: end;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .compare td .faint {
    display: block;
  }
  .pin-head {
    display: inline-flex;
    align-items: center;
  }
  .pin-head input {
    padding: 2px var(--_1);
    border: 1px solid transparent;
    border-radius: var(--_radius-small);
    background: transparent;
    font-weight: 620;
    text-align: end;
  }
  .pin-head input:hover,
  .pin-head input:focus {
    border-color: var(--_line-strong);
    background: var(--_ground);
  }
  .pin-head button {
    padding-inline: var(--_1);
  }

  @container cdp (inline-size < 640px) {
    .card {
      padding: var(--_3);
    }
    .share-grid {
      grid-template-columns: minmax(0, 1fr) 6.4em;
    }
    .share-grid > :not(.share-row) {
      display: none;
    }
    .share-row > .share-brand {
      grid-column: 1 / -1;
      margin-block-start: var(--_2);
    }
    .compare-brand {
      grid-template-columns: minmax(0, 1fr);
      gap: 0;
    }
  }
`;
