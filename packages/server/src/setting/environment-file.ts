import { parseEnv } from "node:util";
import type { ErrorDetail } from "@cdp-whatif/core/error";
import type { Environment } from "./read-settings.js";

/** What a file of settings says. */
export interface FileSettings {
  readonly environment: Environment;
  /** Lines that are neither empty, a comment nor `NAME=value`: whoever wrote them believes that they set something. */
  readonly faults: readonly ErrorDetail[];
}

/**
 * Reads lines `NAME=value`. Lines that are no such are left out, as the parser would take the next one for their end.
 *
 * @param path - as it is named to whoever gave it
 */
export function readEnvironmentFile(path: string, text: string): FileSettings {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const wrong: number[] = [];
  for (let at = 0; at < lines.length; at++) {
    if (LINE.test(lines[at] ?? "")) at = lastOfValue(lines, at);
    else wrong.push(at);
  }
  return {
    environment: parseEnv(lines.filter((_, at) => !wrong.includes(at)).join("\n")),
    faults: wrong.map((at) => {
      const detail = `line ${at + 1} of ${path} is not of the form NAME=value`;
      return { pointer: "/--env-file", detail };
    }),
  };
}

/** Where the value of a line ends: in quotes it may go over several. */
function lastOfValue(lines: readonly string[], at: number): number {
  const line = lines[at] ?? "";
  const [opening, quote] = QUOTED.exec(line) ?? [];
  if (opening === undefined || quote === undefined || line.includes(quote, opening.length))
    return at;
  const end = lines.findIndex((other, i) => i > at && other.includes(quote));
  return end < 0 ? at : end;
}

const LINE = /^\s*($|#|(export\s+)?[A-Za-z_][\w.-]*\s*=)/;
const QUOTED = /^\s*(?:export\s+)?[A-Za-z_][\w.-]*\s*=\s*(["'`])/;
