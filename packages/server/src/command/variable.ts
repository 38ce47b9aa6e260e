import { Option } from "commander";
import { DEFAULT_STORE } from "./default-store.js";

/** An option that a variable of the environment stands for where it is not given; an empty one is none. */
export function variable(
  env: string,
  flags: string,
  help: string,
  { otherwise }: { otherwise?: string } = {},
): Option {
  const option = new Option(flags, help).default(otherwise);
  return process.env[env] ? option.env(env) : option;
}

/** `--store`, the same for every command that works on one: what a server of this environment serves. */
export function storeOption(help: string): Option {
  return variable("CDP_STORE", "--store <url>", help, { otherwise: DEFAULT_STORE });
}
