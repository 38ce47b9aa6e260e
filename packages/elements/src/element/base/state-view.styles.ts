import { css } from "lit";

/** Loading, empty and error states. */
export const stateStyles = css`
  .state {
    display: grid;
    justify-items: center;
    align-content: center;
    gap: var(--_2);
    min-block-size: calc(var(--_scale) * 240px);
    padding: var(--_6) var(--_4);
    text-align: center;
  }
  .state > p {
    max-inline-size: 60ch;
  }
  .state-title {
    font-size: var(--_large);
    font-weight: 650;
  }
  .state-details {
    max-inline-size: 60ch;
    list-style: none;
    text-align: start;
    font-size: var(--_small);
  }
  .state button {
    margin-block-start: var(--_2);
  }
  progress {
    inline-size: min(280px, 70%);
    block-size: 6px;
    border: 0;
    border-radius: 3px;
    background: var(--_sunken);
    accent-color: var(--_accent);
  }
  progress::-webkit-progress-bar {
    border-radius: 3px;
    background: var(--_sunken);
  }
  progress::-webkit-progress-value {
    border-radius: 3px;
    background: var(--_accent);
  }
  progress::-moz-progress-bar {
    border-radius: 3px;
    background: var(--_accent);
  }
`;
