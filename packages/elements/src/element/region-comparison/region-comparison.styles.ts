import { css } from "lit";

export const regionStyles = css`
  fieldset.regions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_1) var(--_4);
    font-size: var(--_small);
  }
  fieldset.regions legend {
    float: inline-start;
    padding: 0;
    margin-inline-end: var(--_2);
    color: var(--_ink-soft);
  }
  .compare col.name {
    inline-size: 15%;
  }
  .compare col.plot {
    inline-size: 24%;
  }
  .compare .text-cell {
    padding-inline: var(--_2);
  }
  .compare .group th {
    padding-block-start: var(--_4);
    border-block-start: 0;
    color: var(--_brand-ink);
    font-weight: 650;
  }
  .compare .people {
    display: block;
    white-space: nowrap;
  }
  .column-title {
    display: block;
    padding-inline: 6px;
  }
  @container cdp (inline-size < 720px) {
    .compare,
    .compare tbody,
    .compare thead {
      display: block;
    }
    .compare colgroup {
      display: none;
    }
    .compare .people {
      display: inline;
      margin-inline-start: 0.4em;
    }
    .compare tr {
      display: grid;
      grid-template-columns: 1fr auto;
      border-block-start: 1px solid var(--_line);
      padding-block: var(--_1);
    }
    .compare tr.group {
      display: block;
      border-block-start: 0;
    }
    .compare th,
    .compare td {
      border: 0;
      inline-size: auto;
      padding-inline: 0;
    }
    .compare td.plot-cell,
    .compare tr > th.plot-cell,
    .compare tbody tr:not(.group) > th {
      grid-column: 1 / -1;
    }
    .compare td.text-cell {
      grid-column: 1 / -1;
      padding: 0 0 var(--_1);
    }
    .compare thead tr > th:first-child {
      display: none;
    }
    .column-title {
      padding-inline: 0;
    }
    .compare td:empty {
      display: none;
    }
  }
`;
