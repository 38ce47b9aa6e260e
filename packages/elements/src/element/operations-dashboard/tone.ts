import { html, type TemplateResult } from "lit";

type Tone = "good" | "warn" | "bad" | "calm";

const TONES: Readonly<Record<string, Tone>> = {
  healthy: "good",
  pass: "good",
  open: "good",
  running: "good",
  done: "good",
  degraded: "warn",
  failing: "warn",
  connecting: "calm",
  critical: "bad",
  fail: "bad",
  failed: "bad",
  given_up: "bad",
};

/** Shape and class of each tone: told apart without colour. */
const MARKS = {
  good: ["●", "valid"],
  warn: ["▲", "weak"],
  bad: ["■", "refused"],
  calm: ["○", ""],
} as const;

/** A state as shape, colour and word. */
export function stateBadge(state: string, word: string): TemplateResult {
  const [shape, kind] = MARKS[TONES[state] ?? "calm"];
  return html`<span class="badge ${kind}"><span aria-hidden="true">${shape}</span>${word}</span>`;
}
