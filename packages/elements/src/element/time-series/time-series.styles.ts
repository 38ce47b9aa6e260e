import { css } from "lit";

export const timeSeriesStyles = css`
  .panels {
    display: grid;
    gap: var(--_5) var(--_4);
    min-block-size: calc(var(--_scale) * 160px);
  }
  .panels.columns-2 {
    grid-template-columns: repeat(2, minmax(0, 1fr));
  }
  .panels.columns-3 {
    grid-template-columns: repeat(3, minmax(0, 1fr));
  }
  .panels.columns-4 {
    grid-template-columns: repeat(4, minmax(0, 1fr));
  }
  .panels.columns-5 {
    grid-template-columns: repeat(5, minmax(0, 1fr));
  }
  .panels.columns-6 {
    grid-template-columns: repeat(6, minmax(0, 1fr));
  }
  .panel {
    display: grid;
    gap: var(--_2);
    align-content: start;
    break-inside: avoid;
  }
  .panel figcaption {
    display: grid;
    gap: var(--_1);
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--_4);
    list-style: none;
    color: var(--_ink-soft);
    font-size: var(--_small);
  }
  .legend li {
    display: inline-flex;
    align-items: baseline;
    gap: var(--_1);
    white-space: nowrap;
  }
  .legend b {
    color: var(--_brand-ink);
    font-weight: 650;
  }
  .legend .faint {
    font-size: var(--_tiny);
  }
  .plot {
    position: relative;
    cursor: crosshair;
    touch-action: pan-y;
    user-select: none;
  }
  .plot canvas {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    pointer-events: none;
  }
  .plot svg {
    position: relative;
  }
  .y-label {
    text-anchor: end;
  }
  .x-label {
    text-anchor: middle;
  }
  .tick {
    stroke: var(--_line-strong);
    shape-rendering: crispEdges;
  }
  .track .line {
    fill: none;
    stroke: var(--_brand);
    stroke-width: calc(var(--_scale) * 1.75px);
    stroke-linejoin: round;
    stroke-linecap: round;
  }
  .track.dash-1 .line {
    stroke-dasharray: 1 5;
  }
  .track.dash-2 .line {
    stroke-dasharray: 9 4 2 4;
  }
  .track .line.ahead {
    stroke-dasharray: 5 4;
    stroke-linecap: butt;
  }
  .track .dot {
    fill: var(--_brand);
  }
  .track .band {
    fill: var(--_brand);
    opacity: 0.16;
  }
  .track .band.ahead {
    opacity: 0.2;
  }
  .ahead-ground {
    fill: var(--_raised);
  }
  .ahead-edge {
    stroke: var(--_line-strong);
    stroke-dasharray: 2 3;
  }
  svg.chart .ahead-label {
    fill: var(--_ink-faint);
    text-anchor: end;
    font-style: italic;
  }
  .event line {
    stroke: var(--_warn);
    stroke-dasharray: 3 3;
    opacity: 0.8;
  }
  .event.many line {
    stroke-width: 2px;
    stroke-dasharray: none;
  }
  .event circle {
    fill: var(--_warn);
  }
  svg.chart .event text {
    fill: var(--_ground);
    font-weight: 700;
    font-size: 10px;
    text-anchor: middle;
  }
  svg.chart .end {
    fill: var(--_brand-ink);
    font-weight: 600;
  }
  .cursor {
    stroke: var(--_ink-soft);
    shape-rendering: crispEdges;
  }
  .focus {
    fill: var(--_brand);
    stroke: var(--_ground);
    stroke-width: 1.5px;
  }
  .range {
    fill: var(--_accent);
    opacity: 0.15;
  }
  .toolbar {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    align-items: center;
    gap: var(--_1) var(--_4);
  }
  .readout {
    min-block-size: 1.5em;
    color: var(--_ink-soft);
    font-size: var(--_small);
  }
  .readout b {
    color: var(--_ink);
  }
  .events {
    margin: var(--_1) 0 0;
    padding: 0;
    display: flex;
    flex-wrap: wrap;
    gap: var(--_1) var(--_4);
    list-style: none;
    color: var(--_ink-soft);
    font-size: var(--_small);
  }
  .events .mark {
    display: inline-grid;
    place-items: center;
    min-inline-size: 1.5em;
    block-size: 1.5em;
    margin-inline-end: 0.3em;
    border-radius: 99px;
    background: var(--_warn);
    color: var(--_ground);
    font-size: var(--_tiny);
    font-weight: 700;
  }
  .notes {
    display: grid;
    gap: 2px;
    color: var(--_ink-faint);
    font-size: var(--_small);
  }
  .warn {
    color: var(--_warn);
  }
`;
