import { css } from "lit";

/** Layout of the what-if page: one column, from 860 px levers beside results, from 1500 px wider. */
export const whatifStyles = css`
  .frame {
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    padding: var(--_4);
  }
  .head {
    display: grid;
    gap: var(--_3) var(--_4);
    margin-block-end: var(--_4);
  }
  .head h2 {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_2);
  }
  .head-title p {
    max-inline-size: 68ch;
    font-size: var(--_small);
  }
  .toolbar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_1);
  }
  .toolbar .quiet {
    inline-size: calc(var(--_scale) * 34px);
    padding: 0;
  }
  .divider {
    inline-size: 1px;
    block-size: calc(var(--_scale) * 20px);
    margin-inline: var(--_1);
    background: var(--_line);
  }
  .who {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(calc(var(--_scale) * 150px), 1fr));
    gap: var(--_3);
  }
  .notice {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--_2);
    margin-block-end: var(--_3);
    padding: var(--_2) var(--_3);
    border-radius: var(--_radius-small);
    background: var(--_accent-ground);
    font-size: var(--_small);
  }
  .notice.bad {
    background: var(--_bad-ground);
    color: var(--_bad);
  }
  .uncopied {
    font: inherit;
    color: inherit;
    inline-size: 100%;
    padding: var(--_2);
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
    background: var(--_ground);
  }

  .layout {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_4);
  }
  .summary {
    position: sticky;
    inset-block-start: 0;
    z-index: 2;
    margin-inline: calc(-1 * var(--_4));
    padding: var(--_2) var(--_4);
    border-block-end: 1px solid var(--_line);
    background: var(--_ground);
  }
  .results {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    gap: var(--_4);
  }

  .tiles {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: var(--_2) var(--_4);
  }
  .tile {
    display: grid;
    grid-template-rows: 1fr auto;
    align-content: start;
    padding-inline-start: var(--_3);
    border-inline-start: 3px solid var(--_brand, var(--_line));
  }
  .tile-label {
    overflow: hidden;
    color: var(--_ink-soft);
    font-size: var(--_tiny);
    font-weight: 550;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .tile-label .swatch {
    display: none;
  }
  .tile-value {
    font-size: var(--_large);
    font-weight: 680;
    letter-spacing: -0.015em;
    line-height: 1.25;
  }
  .tile-note {
    display: none;
    color: var(--_ink-faint);
    font-size: var(--_tiny);
    line-height: 1.45;
  }
  .hint {
    margin-block-start: var(--_2);
    color: var(--_ink-faint);
    font-size: var(--_small);
  }
  [aria-busy="true"] .tile-value {
    color: var(--_ink-soft);
  }

  .card {
    padding: var(--_4);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_ground);
  }
  /* Each is laid out by itself while a slider moves. */
  .results > .card {
    contain: layout style;
  }
  .card-head {
    display: grid;
    gap: 2px;
    margin-block-end: var(--_3);
  }
  .fold > summary {
    color: var(--_ink);
    font-size: var(--_text);
    font-weight: 600;
  }
  .fold > :not(summary) {
    margin-block-start: var(--_3);
  }
  h4 {
    margin: 0;
    font-size: var(--_small);
    font-weight: 650;
  }
  .fold .soft {
    font-size: var(--_small);
  }

  .verdict {
    display: grid;
    gap: var(--_2);
    padding: var(--_3) var(--_4);
    border-radius: var(--_radius);
    background: var(--_raised);
    font-size: var(--_small);
  }
  .verdict-line {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: var(--_1) var(--_3);
  }
  .verdict-lists {
    display: grid;
    gap: var(--_3);
    margin-block-start: var(--_2);
  }
  .verdict ul {
    margin-block-start: var(--_1);
    padding-inline-start: 1.1em;
    color: var(--_ink-soft);
  }
  .refused-answer {
    padding: var(--_5);
    background: var(--_bad-ground);
  }
  .receipt {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: var(--_1) var(--_3);
    font-size: var(--_small);
  }
  .receipt dt {
    color: var(--_ink-soft);
  }
  code {
    font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace;
    font-size: 0.94em;
  }

  @container cdp (inline-size < 560px) {
    .toolbar button span {
      display: none;
    }
    .toolbar .divider {
      display: none;
    }
    .toolbar button:not(.quiet) {
      inline-size: calc(var(--_scale) * 36px);
      padding: 0;
    }
    .toolbar button:nth-last-child(-n + 2) {
      inline-size: auto;
      padding-inline: var(--_2);
    }
    .toolbar button:nth-last-child(-n + 2) span {
      display: inline;
    }
    .toolbar button:nth-last-child(-n + 2) svg {
      display: none;
    }
    .who {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
    .who > :last-child {
      grid-column: 1 / -1;
    }
    .tiles {
      grid-template-columns: auto auto auto;
      gap: var(--_2);
    }
    .tile {
      padding-inline-start: var(--_2);
    }
    .tile-label {
      white-space: normal;
      line-height: 1.25;
    }
    .tile-value {
      font-size: var(--_text);
      white-space: nowrap;
    }
  }
  @container cdp (inline-size >= 860px) {
    .frame {
      padding: var(--_5);
    }
    .head {
      grid-template-columns: minmax(0, 1fr) auto;
      align-items: start;
    }
    .who {
      grid-column: 1 / -1;
      grid-template-columns: repeat(3, minmax(0, calc(var(--_scale) * 260px)));
    }
    .layout {
      grid-template:
        "levers summary" auto
        "levers results" 1fr / minmax(calc(var(--_scale) * 320px), 3fr) minmax(0, 7fr);
      gap: var(--_4) var(--_5);
    }
    .levers {
      position: sticky;
      inset-block-start: var(--_2);
      overflow: auto;
      max-block-size: calc(100vh - 2 * var(--_2));
      grid-area: levers;
    }
    .summary {
      grid-area: summary;
      margin-inline: 0;
      padding: var(--_3) 0;
    }
    .results {
      grid-area: results;
    }
    .tile {
      display: block;
    }
    .tile-note {
      display: block;
    }
    .tile-value {
      font-size: var(--_huge);
    }
    .verdict-lists {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
  }
`;
