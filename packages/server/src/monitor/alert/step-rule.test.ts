import { expect, it } from "vitest";
import { AlertRule, Flapping } from "./rule.js";
import { FRESH, type RuleState, stepRule } from "./step-rule.js";

const EVERY_SECONDS = 30;
const flapping = Flapping.parse({ changes: 3, window_seconds: 900, quiet_seconds: 600 });

/** What happens round after round: `x` broken, `.` whole, `?` nothing known. `O` opens, `C` closes, `-` neither. */
function follow(script: string, rule: Partial<AlertRule>): string {
  const parsed = AlertRule.parse({
    ...{ id: "r", title: "t", metric: "down", comparison: "==", threshold: 1, severity: "info" },
    ...rule,
  });
  let state: RuleState = FRESH;
  return [...script]
    .map((sign, round) => {
      const value = sign === "?" ? null : sign === "x" ? 1 : 0;
      const now = round * EVERY_SECONDS * 1000;
      const before = state;
      state = stepRule(before, { rule: parsed, flapping, value, now });
      return state.open === before.open ? "-" : state.open ? "O" : "C";
    })
    .join("");
}

const quiet = (rounds: number) => ".".repeat(rounds);
const nothing = (rounds: number) => "-".repeat(rounds);

it.each([
  ["opens at once and closes at once", ".x.", "-OC", { clear_seconds: 0 }],
  ["opens when it lasted", ".xxx.", "---O-", { for_seconds: 60 }],
  ["does not open for what was shorter", ".xx.xx.", "-------", { for_seconds: 60 }],
  ["closes when it was over for long enough", "x...", "O--C", { clear_seconds: 60 }],
  ["neither opens nor closes by what nobody knows", "?x??.?", "-O--C-", { clear_seconds: 0 }],
  [
    "stays open while it comes and goes, until it is quiet",
    `x.x.x${quiet(25)}`,
    `OCO--${nothing(20)}C${nothing(4)}`,
    { clear_seconds: 0 },
  ],
  [
    "opens for what comes and goes, however short each time",
    `x.x.x.${quiet(25)}`,
    `-----O${nothing(19)}C${nothing(5)}`,
    { for_seconds: 300 },
  ],
  [
    "starts anew after it was quiet",
    `x.x.x${quiet(21)}x.`,
    `OCO--${nothing(20)}COC`,
    { clear_seconds: 0 },
  ],
] as const)("%s", (_, script, expected, rule) => {
  expect(follow(script, rule)).toBe(expected);
});
