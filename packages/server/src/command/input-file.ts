import {
  builtInCatalogue,
  Catalogue,
  CoreError,
  type ErrorCode,
  RuleSet,
  Twin,
} from "@cdp-whatif/core";
import type * as z from "zod";
import { pointerTo } from "../query.js";
import { readJsonFile } from "./json-file.js";
import type { Terminal } from "./terminal.js";

export { readJsonFile } from "./json-file.js";

/** The catalogue of a file, or the built-in one. @throws CoreError `invalid_catalogue` */
export async function readCatalogue(
  terminal: Terminal,
  path: string | undefined,
): Promise<Catalogue> {
  if (path === undefined) return builtInCatalogue;
  return parsed(Catalogue, await readJsonFile(terminal, path), { path, code: "invalid_catalogue" });
}

/** The rules of a file; none without one. @throws CoreError `invalid_input` */
export async function readRules(terminal: Terminal, path: string | undefined): Promise<RuleSet> {
  const rules = path === undefined ? {} : await readJsonFile(terminal, path);
  return parsed(RuleSet, rules, { path: path ?? "", code: "invalid_input" });
}

/** A fitted twin from a file. @throws CoreError `invalid_twin` */
export async function readTwin(terminal: Terminal, path: string): Promise<Twin> {
  return parsed(Twin, await readJsonFile(terminal, path), { path, code: "invalid_twin" });
}

function parsed<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  { path, code }: { path: string; code: ErrorCode },
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const details = result.error.issues.slice(0, 20).map((issue) => ({
    pointer: issue.path.map((step) => pointerTo(String(step))).join(""),
    detail: issue.message,
  }));
  const first = details[0];
  const where = first === undefined ? "" : `: at ${first.pointer || "/"}: ${first.detail}`;
  throw new CoreError(code, `${path} does not fit${where}`, details);
}
