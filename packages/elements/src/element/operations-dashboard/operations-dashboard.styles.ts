import { css } from "lit";

export const operationsStyles = css`
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_3);
    padding-block-start: var(--_4);
    border-block-start: 1px solid var(--_line);
  }
  .head .faint.warn {
    color: var(--_warn);
  }
  .head button {
    margin-inline-start: auto;
  }
  ol,
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  h4 {
    display: flex;
    align-items: center;
    gap: var(--_2);
    margin: 0;
    font-size: var(--_small);
    font-weight: 650;
  }
  .probes,
  .facts {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(calc(var(--_scale) * 190px), 1fr));
    gap: var(--_2);
    align-items: stretch;
  }
  .probes li {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--_2);
    padding: var(--_2) var(--_3);
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
    font-size: var(--_small);
  }
  dt {
    color: var(--_ink-faint);
    font-size: var(--_tiny);
  }
  .facts dd {
    font-weight: 600;
  }
  .time {
    min-inline-size: calc(var(--_scale) * 110px);
  }
  th button.link {
    min-inline-size: calc(var(--_scale) * 130px);
    justify-content: start;
    text-align: start;
  }
  .text {
    min-inline-size: calc(var(--_scale) * 220px);
    overflow-wrap: anywhere;
  }
  .stages {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(calc(var(--_scale) * 270px), 100%), 1fr));
    gap: var(--_2);
  }
  .stages li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-content: start;
    align-items: center;
    gap: var(--_2);
    padding: var(--_3);
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
  }
  .stages dl,
  .stages p {
    grid-column: 1 / -1;
    overflow-wrap: anywhere;
  }
  .stages dl {
    display: grid;
    grid-template-columns: 1fr 1fr;
    font-size: var(--_small);
  }
  .step {
    display: inline-grid;
    place-items: center;
    flex: none;
    inline-size: 1.7em;
    block-size: 1.7em;
    border-radius: 50%;
    background: var(--_accent-ground);
    color: var(--_accent);
    font-size: var(--_tiny);
  }
  code {
    font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace;
    font-size: 0.95em;
    overflow-wrap: anywhere;
  }
  input:not([type="checkbox"]) {
    inline-size: 100%;
    min-block-size: calc(var(--_scale) * 36px);
    padding: var(--_1) var(--_2);
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
    background: var(--_ground);
    font-size: var(--_small);
  }
  .fields {
    grid-template-columns: repeat(auto-fit, minmax(min(calc(var(--_scale) * 190px), 100%), 1fr));
    max-inline-size: calc(var(--_scale) * 1180px);
  }
  .clear {
    justify-self: start;
  }
  .actions,
  .result {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_2) var(--_3);
  }
  .actions[hidden] {
    display: none;
  }
  .result {
    font-size: var(--_small);
  }
  .result[data-shown] {
    padding: var(--_2) var(--_3);
    border-radius: var(--_radius-small);
    background: var(--_accent-ground);
  }
  .letters {
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
  }
  .letters li + li {
    border-block-start: 1px solid var(--_line);
  }
  .letters summary {
    padding: var(--_2) var(--_3);
  }
  .letters summary code {
    color: var(--_ink);
  }
  .place {
    margin-inline-start: var(--_2);
    overflow-wrap: anywhere;
  }
  .letter {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(calc(var(--_scale) * 240px), 100%), 1fr));
    gap: var(--_2) var(--_4);
    padding: var(--_1) var(--_3) var(--_2);
    font-size: var(--_small);
  }
  .letter dd {
    overflow-wrap: anywhere;
  }
  pre {
    margin: 0 var(--_3) var(--_3);
    padding: var(--_3);
    max-block-size: calc(var(--_scale) * 320px);
    overflow: auto;
    border-radius: var(--_radius-small);
    background: var(--_sunken);
    font-size: var(--_tiny);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  dialog {
    max-inline-size: min(calc(var(--_scale) * 520px), 92vw);
    padding: var(--_5);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_ground);
    color: var(--_ink);
    box-shadow: 0 12px 40px var(--_shadow);
  }
  dialog > * + * {
    margin-block-start: var(--_3);
  }
  dialog li {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  dialog .actions {
    justify-content: flex-end;
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 45%);
  }
  @container cdp (inline-size < 480px) {
    .fields {
      grid-template-columns: minmax(0, 1fr);
    }
    .probes {
      grid-template-columns: minmax(0, 1fr);
    }
    .facts {
      grid-template-columns: 1fr 1fr;
    }
    .place {
      display: block;
      margin: 0;
    }
  }
`;
