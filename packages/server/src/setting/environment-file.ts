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
  // A value in quotes may go over several lines; for the look at each of them it is as good as a comment.
  const bare = lines.join("\n").replaceAll(QUOTED, (value) => value.replaceAll(/[^\n]/g, "#"));
  const wrong = bare.split("\n").flatMap((line, at) => (LINE.test(line) ? [] : [at]));
  return {
    environment: parseEnv(lines.filter((_, at) => !wrong.includes(at)).join("\n")),
    faults: wrong.map((at) => {
      const detail = `line ${at + 1} of ${path} is not of the form NAME=value`;
      return { pointer: "/--env-file", detail };
    }),
  };
}

const QUOTED = /(?<=^[ \t]*(?:export[ \t]+)?[\w.-]+[ \t]*=[ \t]*)(["'`])[\s\S]*?\1/gm;
const LINE = /^\s*($|#|(export\s+)?[A-Za-z_][\w.-]*\s*=)/;
