import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { writeDurably } from "../../notify/write-durably.js";
import { RuleState } from "./step-rule.js";

const States = z.record(z.string(), RuleState);
export type RuleStates = Record<string, RuleState>;

const pathOf = (folder: string) => join(folder, "alert-state.json");

/** How the rules stood when the monitor ended; nothing when there was none. */
export async function readRuleStates(folder: string): Promise<RuleStates> {
  let text: string;
  try {
    text = await readFile(pathOf(folder), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw error;
  }
  return States.parse(JSON.parse(text));
}

/** Makes durable how the rules stand. */
export function writeRuleStates(folder: string, states: RuleStates): Promise<void> {
  return writeDurably(pathOf(folder), JSON.stringify(states));
}
