import { css } from "lit";

export const dashboardStyles = css`
  .board {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
  }
  h1 {
    margin: 0;
    font-size: calc(var(--_scale) * 22px);
    font-weight: 680;
    line-height: 1.25;
    letter-spacing: -0.015em;
  }
  h1 .badge {
    vertical-align: middle;
    letter-spacing: 0;
  }
  .skip {
    position: absolute;
    inset-block-start: var(--_2);
    inset-inline-start: var(--_2);
    z-index: 2;
    padding: var(--_2) var(--_3);
    border-radius: var(--_radius-small);
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: var(--_small);
  }
  .skip:not(:focus) {
    inline-size: 1px;
    block-size: 1px;
    padding: 0;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .top {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    justify-content: space-between;
    gap: var(--_3) var(--_5);
    padding: var(--_4) var(--_5) var(--_3);
    background: var(--_raised);
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    list-style: none;
    margin-block-start: var(--_1);
    color: var(--_ink-soft);
    font-size: var(--_small);
  }
  .facts li:not(:last-child)::after {
    margin-inline: 0.6em;
    color: var(--_ink-faint);
    content: "·";
  }
  .facts .warn {
    color: var(--_warn);
  }
  .switches {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: var(--_2);
  }
  .switches label.field {
    inline-size: calc(var(--_scale) * 132px);
  }
  .switches .share {
    min-block-size: calc(var(--_scale) * 36px);
  }
  .who {
    padding: 0 var(--_5) var(--_4);
    background: var(--_raised);
  }
  .who .fields {
    grid-template-columns: repeat(auto-fit, minmax(min(calc(var(--_scale) * 150px), 100%), 1fr));
    max-inline-size: calc(var(--_scale) * 1180px);
  }
  .who button.link {
    justify-self: start;
    min-block-size: calc(var(--_scale) * 36px);
  }
  .tabs {
    display: flex;
    gap: var(--_1);
    padding-inline: calc(var(--_5) - var(--_3));
    border-block-end: 1px solid var(--_line);
    background: var(--_raised);
    overflow-x: auto;
    scrollbar-width: none;
  }
  .tabs button {
    flex: none;
    min-block-size: calc(var(--_scale) * 42px);
    padding-inline: var(--_3);
    border: 0;
    border-block-end: 3px solid transparent;
    border-radius: 0;
    background: none;
    color: var(--_ink-soft);
    font-size: var(--_text);
    font-weight: 600;
  }
  .tabs button:hover:not(:disabled) {
    background: none;
    color: var(--_ink);
  }
  .tabs button[aria-selected="true"] {
    border-block-end-color: var(--_accent);
    color: var(--_accent);
  }
  .tabs button:focus-visible {
    outline-offset: -3px;
  }
  .panel {
    padding: var(--_2);
  }
  .panel:focus-visible {
    outline-offset: -2px;
  }
  .note {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_2);
    padding: var(--_2) var(--_5);
    background: var(--_raised);
    font-size: var(--_small);
  }
  .note input {
    flex: 1;
    min-inline-size: 0;
    padding: var(--_1) var(--_2);
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
    background: var(--_ground);
  }
  @container cdp (inline-size < 640px) {
    .top,
    .who {
      padding-inline: var(--_4);
    }
    .who .fields {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
    .tabs {
      padding-inline: var(--_1);
    }
    .tabs button {
      flex: 1 1 auto;
      padding-inline: var(--_2);
      font-size: var(--_small);
    }
    .switches {
      inline-size: 100%;
    }
    .switches label.field {
      flex: 1 1 0;
      inline-size: auto;
    }
    .panel {
      padding: 0;
    }
  }
  @media print {
    .switches,
    .tabs,
    .note,
    .who,
    .skip {
      display: none !important;
    }
    .top {
      padding-inline: var(--_4);
      background: none;
    }
  }
`;
