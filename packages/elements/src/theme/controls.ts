import { css } from "lit";

/** Buttons, selects, cards, tables and badges, the same in every element. */
export const controls = css`
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  h2,
  h3,
  h4,
  p,
  ul,
  dl,
  dd,
  figure,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }
  fieldset,
  figure {
    min-inline-size: 0;
  }
  h2 {
    font-size: var(--_large);
    font-weight: 650;
    line-height: 1.3;
    letter-spacing: -0.01em;
  }
  h3 {
    font-size: var(--_text);
    font-weight: 650;
    line-height: 1.35;
  }
  .soft {
    color: var(--_ink-soft);
  }
  .faint {
    color: var(--_ink-faint);
    font-size: var(--_small);
  }
  .number {
    text-align: end;
    white-space: nowrap;
  }

  button,
  select,
  input {
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
  }
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--_2);
    min-block-size: calc(var(--_scale) * 34px);
    padding: var(--_1) var(--_3);
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
    background: var(--_ground);
    font-size: var(--_small);
    font-weight: 550;
    cursor: pointer;
    transition: background 120ms, border-color 120ms;
  }
  button:hover:not(:disabled) {
    border-color: var(--_line-strong);
    background: var(--_raised);
  }
  button:disabled {
    color: var(--_ink-faint);
    opacity: 0.55;
    cursor: default;
  }
  button.primary {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_on-accent);
  }
  button.primary:hover:not(:disabled) {
    background: color-mix(in oklab, var(--_accent), var(--_ink) 14%);
  }
  button.quiet {
    border-color: transparent;
    background: transparent;
  }
  button.quiet:hover:not(:disabled) {
    background: var(--_sunken);
  }
  button.link {
    min-block-size: 0;
    padding: 0;
    border: 0;
    background: none;
    color: var(--_accent);
    text-decoration: underline;
    text-underline-offset: 0.2em;
  }
  button[aria-pressed="true"] {
    border-color: var(--_accent);
    background: var(--_accent-ground);
    color: var(--_accent);
  }
  button svg {
    inline-size: 1.15em;
    block-size: 1.15em;
    flex: none;
  }
  select {
    inline-size: 100%;
    min-block-size: calc(var(--_scale) * 36px);
    padding: var(--_1) calc(var(--_scale) * 30px) var(--_1) var(--_3);
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
    appearance: none;
    background:
      linear-gradient(45deg, transparent 50%, var(--_ink-soft) 50%) right calc(var(--_scale) * 17px)
        center / calc(var(--_scale) * 5px) calc(var(--_scale) * 5px) no-repeat,
      linear-gradient(-45deg, transparent 50%, var(--_ink-soft) 50%) right
        calc(var(--_scale) * 12px) center / calc(var(--_scale) * 5px) calc(var(--_scale) * 5px)
        no-repeat,
      var(--_ground);
    font-size: var(--_small);
    text-overflow: ellipsis;
    cursor: pointer;
  }
  select:hover {
    border-color: var(--_line-strong);
  }
  option {
    background: var(--_ground);
    color: var(--_ink);
  }
  label.field {
    display: grid;
    gap: var(--_1);
    color: var(--_ink-soft);
    font-size: var(--_small);
  }
  label.field > select,
  label.field > input {
    color: var(--_ink);
  }

  .badge {
    display: inline-flex;
    align-items: center;
    gap: 0.4em;
    padding: 0.15em 0.65em;
    border-radius: 99px;
    background: var(--_sunken);
    color: var(--_ink-soft);
    font-size: var(--_tiny);
    font-weight: 600;
    white-space: nowrap;
  }
  .badge.valid {
    background: var(--_good-ground);
    color: var(--_good);
  }
  .badge.weak,
  .badge.demo {
    background: var(--_warn-ground);
    color: var(--_warn);
  }
  .badge.refused {
    background: var(--_bad-ground);
    color: var(--_bad);
  }
  .swatch {
    display: inline-block;
    flex: none;
    inline-size: 0.72em;
    block-size: 0.72em;
    border-radius: 2px;
    background: var(--_brand);
    forced-color-adjust: none;
  }

  .table-scroll {
    position: relative;
    overflow-x: auto;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
    font-size: var(--_small);
  }
  caption {
    padding: var(--_2) var(--_3);
    color: var(--_ink-soft);
    text-align: start;
  }
  th,
  td {
    padding: var(--_2) var(--_3);
    border-block-start: 1px solid var(--_line);
    text-align: start;
    vertical-align: baseline;
  }
  thead th {
    color: var(--_ink-soft);
    font-weight: 600;
    white-space: nowrap;
  }
  tbody th {
    font-weight: 550;
  }
  details > summary {
    cursor: pointer;
    color: var(--_ink-soft);
    font-size: var(--_small);
    font-weight: 550;
  }
  details > summary:hover {
    color: var(--_ink);
  }
`;
