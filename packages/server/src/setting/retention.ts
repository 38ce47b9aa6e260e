import { byteSize, settingGroup, wholeNumber } from "./setting.js";

const days = wholeNumber(1, 36_500);

/** How much the data folder may hold, and what goes first when it holds more. */
export const retentionSettings = settingGroup({
  budgetBytes: {
    env: "CDP_DATA_BUDGET",
    schema: byteSize(16 * 2 ** 20).default(10e9),
    help: "Most that the data folder may hold; what goes first when it nears that: docs/guide/retention.md.",
    example: "10GB",
  },
  warnPercent: {
    env: "CDP_DATA_WARN",
    schema: wholeNumber(1, 99).default(80),
    help: "Percent of CDP_DATA_BUDGET from which health warns and retention begins to remove.",
  },
  customerEventDays: {
    env: "CDP_KEEP_CUSTOMER_EVENT_DAYS",
    schema: days.optional(),
    help: "Days for which single customer events are kept; default: as long as there is room. Behaviour derived from them stays.",
    example: "395",
  },
  deadLetterDays: {
    env: "CDP_KEEP_DEAD_LETTER_DAYS",
    schema: days.default(90),
    help: "Days for which dead letters are kept.",
  },
  deadLetterCount: {
    env: "CDP_KEEP_DEAD_LETTERS",
    schema: wholeNumber(0, 1_000_000_000).default(1_000_000),
    help: "Most dead letters that are kept; the oldest go first.",
  },
});
