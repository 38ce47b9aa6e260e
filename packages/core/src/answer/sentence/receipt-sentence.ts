import type { ReceiptCode } from "./reason-code.js";
import type { Template } from "./template.js";

/** Why a receipt does not hold here. */
export const RECEIPT_SENTENCES: Readonly<Record<ReceiptCode, Template>> = {
  receipt_engine: [
    "The receipt was made by engine {made}; this one is {here}.",
    "此憑據由引擎 {made} 產生，目前的引擎是 {here}。",
  ],
  receipt_twin: [
    "The receipt was made on the twin {made}…; this one is {here}….",
    "此憑據取自雙胞胎 {made}…，目前的是 {here}…。",
  ],
  receipt_scenario: [
    "This engine knows parts of a scenario that the receipt does not name, and took their defaults: {fields}.",
    "此引擎的情境有憑據未列出的部分，已採用預設值：{fields}。",
  ],
  receipt_result: [
    "The result is now {here}…, where the receipt says {made}….",
    "結果現為 {here}…，憑據所載為 {made}…。",
  ],
  receipt_forged: [
    "Engine, twin and scenario are those of the receipt, yet the result is {here}… and not {made}…: the receipt was changed, or was made by an engine that was.",
    "引擎、雙胞胎與情境都與憑據相同，結果卻是 {here}… 而非 {made}…：憑據或產生它的引擎曾被更改。",
  ],
};
