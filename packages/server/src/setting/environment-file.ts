import { parseEnv } from "node:util";
import type { Environment } from "./read-settings.js";

/** The lines `NAME=value` of a file below the environment, which wins also with an empty text. */
export function withFile(environment: Environment, text: string): Environment {
  return { ...parseEnv(text.replace(/^\uFEFF/, "")), ...environment };
}
