import { css } from "lit";

export const personaStyles = css`
  .cards {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(calc(var(--_scale) * 270px), 100%), 1fr));
    gap: var(--_3);
  }
  button.card {
    display: grid;
    justify-items: stretch;
    align-content: start;
    gap: var(--_1);
    padding: var(--_3) var(--_4);
    border-radius: var(--_radius);
    background: var(--_ground);
    color: var(--_ink);
    text-align: start;
    font-weight: 400;
  }
  button.card[aria-pressed="true"] {
    background: var(--_accent-ground);
    color: var(--_ink);
    box-shadow: inset 0 0 0 1px var(--_accent);
  }
  button.card .name {
    font-size: var(--_text);
    font-weight: 650;
  }
  button.card[aria-pressed="true"] .faint {
    color: var(--_ink-soft);
  }
  svg.shares {
    inline-size: 100%;
    block-size: calc(var(--_scale) * 10px);
    margin-block: var(--_1);
    border-radius: 3px;
  }
  svg.shares rect {
    fill: var(--_brand);
  }
  .share-list {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--_3);
    font-size: var(--_small);
  }
  .share-list > span {
    white-space: nowrap;
  }
  .defining {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_2);
    font-size: var(--_small);
  }
  .body {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_3);
  }
  h4 {
    margin: 0;
    font-size: var(--_small);
    font-weight: 650;
  }
  .column-title {
    display: block;
    padding-inline: 6px;
  }
  .text-cell {
    padding-inline: var(--_2) !important;
  }
  .traits col.name {
    inline-size: 19%;
  }
  .traits col.figure {
    inline-size: 10%;
  }
  .traits col.plot {
    inline-size: 26%;
  }
  .twin-parts {
    display: grid;
    gap: var(--_5);
  }
  .twin-part {
    display: grid;
    align-content: start;
    gap: var(--_2);
  }
  .twin col.name {
    inline-size: 19%;
  }
  .twin col.plot {
    inline-size: 30%;
  }
  @container cdp (inline-size < 720px) {
    .traits,
    .traits tbody,
    .traits thead,
    .twin,
    .twin tbody,
    .twin thead {
      display: block;
    }
    .traits colgroup,
    .twin colgroup,
    .traits thead th:not(.plot-cell),
    .twin thead th:not(.plot-cell) {
      display: none;
    }
    .traits tr,
    .twin tr {
      display: grid;
      padding-block: var(--_2);
      border-block-start: 1px solid var(--_line);
    }
    .traits tbody tr {
      grid-template-columns: repeat(3, 1fr);
    }
    .traits th,
    .traits td,
    .twin th,
    .twin td {
      padding: 0;
      border: 0;
    }
    .traits tbody th,
    .traits td.plot-cell,
    .traits td.text-cell {
      grid-column: 1 / -1;
    }
    .text-cell {
      padding-inline: 0 !important;
    }
    .traits td.plot-cell,
    .traits td.text-cell {
      order: 2;
    }
    .traits td.number {
      order: 1;
      text-align: start;
    }
    .traits td.number::before {
      display: block;
      color: var(--_ink-faint);
      font-size: var(--_tiny);
      content: attr(data-label);
    }
    .column-title {
      padding-inline: 0;
    }
  }
`;
