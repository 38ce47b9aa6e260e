import { css } from "lit";

/** Head, fields, charts and tables of the views. */
export const plotStyles = css`
  .sheet {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_4);
    padding: var(--_4);
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: var(--_1) var(--_3);
  }
  .head .origin {
    flex-basis: 100%;
    color: var(--_ink-soft);
    font-size: var(--_small);
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(calc(var(--_scale) * 150px), 100%), 1fr));
    gap: var(--_3);
    align-items: end;
  }
  .fields > * {
    min-inline-size: 0;
  }
  @container cdp (inline-size < 480px) {
    .sheet {
      padding: var(--_3);
    }
    .fields {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
  }
  input[type="date"] {
    inline-size: 100%;
    min-block-size: calc(var(--_scale) * 36px);
    padding: var(--_1) var(--_2);
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
    background: var(--_ground);
    font-size: var(--_small);
  }
  input[type="checkbox"],
  input[type="radio"] {
    inline-size: calc(var(--_scale) * 16px);
    block-size: calc(var(--_scale) * 16px);
    margin: 0;
    accent-color: var(--_accent);
  }
  .checks {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_2) var(--_4);
    align-items: center;
  }
  label.check {
    display: inline-flex;
    align-items: center;
    gap: var(--_2);
    min-block-size: calc(var(--_scale) * 28px);
    color: var(--_ink-soft);
    font-size: var(--_small);
    cursor: pointer;
  }
  svg.chart {
    display: block;
    overflow: visible;
    font-size: var(--_tiny);
    forced-color-adjust: none;
  }
  svg.chart text {
    fill: var(--_ink-faint);
  }
  svg.chart .grid {
    stroke: var(--_line);
    stroke-width: 1;
    shape-rendering: crispEdges;
  }
  svg.chart .zero {
    stroke: var(--_line-strong);
    shape-rendering: crispEdges;
  }
  .behind {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_2);
    padding-block-start: var(--_3);
    border-block-start: 1px solid var(--_line);
  }
  .behind > .export {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: var(--_1);
  }
  @container cdp (inline-size >= 640px) {
    .behind > .export {
      position: absolute;
      inset-block-start: var(--_2);
      inset-inline-end: 0;
    }
  }
  .behind summary {
    min-block-size: calc(var(--_scale) * 28px);
  }
  .behind .table-scroll {
    margin-block-start: var(--_2);
    max-block-size: calc(var(--_scale) * 420px);
    overflow: auto;
  }
  .behind thead th {
    position: sticky;
    inset-block-start: 0;
    background: var(--_raised);
  }
  .behind .more {
    margin-block-start: var(--_2);
  }
  .stale {
    opacity: 0.55;
    transition: opacity 200ms 150ms;
  }
  .skeleton {
    border-radius: var(--_radius-small);
    background: linear-gradient(
        100deg,
        transparent 30%,
        color-mix(in oklab, var(--_ground), transparent 40%) 50%,
        transparent 70%
      )
      0 0 / 300% 100% var(--_sunken);
    animation: cdp-skeleton 1.6s linear infinite;
  }
  .skeleton.title {
    inline-size: 40%;
    block-size: 1.6em;
  }
  .skeleton.fieldset {
    block-size: calc(var(--_scale) * 54px);
  }
  .skeleton.figure {
    block-size: calc(var(--_scale) * 300px);
  }
  @keyframes cdp-skeleton {
    from {
      background-position: 120% 0;
    }
    to {
      background-position: -40% 0;
    }
  }
  @media print {
    .fields,
    .checks,
    .export,
    summary {
      display: none !important;
    }
  }
`;
