import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { CoreError } from "@cdp-whatif/core/error";
import type { Terminal } from "./terminal.js";

/**
 * A file as JSON.
 *
 * @param path - `-` reads standard input
 * @throws CoreError `file_not_found` | `file_unreadable` | `invalid_input`
 */
export async function readJsonFile(terminal: Terminal, path: string): Promise<unknown> {
  const content = await readText(terminal, path);
  try {
    return JSON.parse(content.startsWith("\uFEFF") ? content.slice(1) : content);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CoreError("invalid_input", `${path} is not JSON: ${reason}`, [], { cause: error });
  }
}

/** The text of a file; `-` reads standard input. @throws CoreError `file_not_found` | `file_unreadable` */
export async function readText(terminal: Terminal, path: string): Promise<string> {
  if (path === "-") return text(process.stdin);
  try {
    return await readFile(resolve(terminal.folder, path), "utf8");
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
