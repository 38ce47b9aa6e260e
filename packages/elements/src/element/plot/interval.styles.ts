import { css } from "lit";

/** Rows of dots with whiskers, side by side with their numbers. */
export const intervalStyles = css`
  svg.row {
    min-inline-size: 0;
  }
  svg.row .whisker {
    stroke: var(--_brand);
    stroke-width: 2px;
  }
  svg.row .value {
    fill: var(--_brand);
    stroke: var(--_brand);
    stroke-width: 1.5px;
  }
  svg.row .value.hollow {
    fill: var(--_ground);
  }
  .rows {
    table-layout: fixed;
  }
  .rows th,
  .rows td {
    padding-block: var(--_1);
    vertical-align: middle;
  }
  .rows thead th {
    vertical-align: bottom;
  }
  .rows th.plot-cell,
  .rows td.plot-cell {
    padding-inline: 0;
  }
  .rows tbody th {
    font-weight: 500;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .rows td.number {
    white-space: normal;
  }
  .unsure {
    color: var(--_ink-faint);
    font-style: italic;
  }
`;
