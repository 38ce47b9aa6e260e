import { type Command, Option } from "commander";
import type { Flags } from "./read-settings.js";
import type { Setting, SettingGroup } from "./setting.js";

type Groups = Readonly<Record<string, SettingGroup>>;

/** Adds an option for each setting that has one. Its text is checked with the environment, so that all faults are told at once. */
export function addFlags(command: Command, groups: Groups): void {
  for (const { flag, help, env, schema } of flagged(groups)) {
    const standard: unknown = schema.safeParse(undefined).data;
    const shown = ["string", "number"].includes(typeof standard) ? `; default: ${standard}` : "";
    const said = flag.startsWith("--no-") ? `Turns off: ${help}` : help;
    command.addOption(new Option(flag, `${said} (${env}${shown})`));
  }
}

/** What the options say, by the environment's names. */
export function readFlags(command: Command, groups: Groups): Flags {
  return Object.fromEntries(
    flagged(groups).flatMap(({ env, flag }) => {
      const name = new Option(flag).attributeName();
      if (command.getOptionValueSource(name) !== "cli") return [];
      const value: unknown = command.getOptionValue(name);
      return [[env, Array.isArray(value) ? value.join(",") : String(value)]];
    }),
  );
}

function flagged(groups: Groups): (Setting & { readonly flag: string })[] {
  return Object.values(groups)
    .flatMap((group): Setting[] => Object.values(group))
    .flatMap((setting) => (setting.flag === undefined ? [] : [{ ...setting, flag: setting.flag }]));
}
