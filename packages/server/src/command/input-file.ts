import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
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
import type { Terminal } from "./terminal.js";

/**
 * A file as JSON.
 *
 * @param path - `-` reads standard input
 * @throws CoreError `file_not_found` | `file_unreadable` | `invalid_input`
 */
export async function readJsonFile(terminal: Terminal, path: string): Promise<unknown> {
  const content = await readText(resolve(terminal.folder, path), path);
  try {
    return JSON.parse(content.startsWith("\uFEFF") ? content.slice(1) : content);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CoreError("invalid_input", `${path} is not JSON: ${reason}`, [], { cause: error });
  }
}

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

async function readText(file: string, path: string): Promise<string> {
  if (path === "-") return text(process.stdin);
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "ENOENT") {
      throw new CoreError("file_not_found", `${path}: there is no such file`, [], { cause: error });
    }
    const why =
      code === "EISDIR" ? "it is a folder" : code === "EACCES" ? "permission denied" : code;
    throw new CoreError("file_unreadable", `${path} cannot be read: ${why}`, [], { cause: error });
  }
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
