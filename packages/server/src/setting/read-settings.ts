import { readFileSync } from "node:fs";
import { CoreError, type ErrorDetail } from "@cdp-whatif/core/error";
import type { Setting, SettingGroup, SettingValues } from "./setting.js";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Texts that options of the command line give, by the environment's name of the setting; they win over it. */
export type Flags = Readonly<Record<string, string | undefined>>;

type Groups = Readonly<Record<string, SettingGroup>>;

/** The values that can be used, and what is wrong with the others. */
export interface FoundSettings<All extends Groups> {
  readonly values: { readonly [Name in keyof All]: Partial<SettingValues<All[Name]>> };
  readonly faults: readonly ErrorDetail[];
}

/**
 * Reads the settings of all groups from the environment; an empty text counts as none.
 *
 * @throws CoreError `invalid_input` with one detail for each setting that is missing or wrong: all of them at once
 */
export function readSettings<const All extends Groups>(
  groups: All,
  environment: Environment,
  flags: Flags = {},
): { readonly [Name in keyof All]: SettingValues<All[Name]> } {
  return completeSettings(findSettings(groups, environment, flags));
}

/** What the environment and the flags say of all groups; nothing is thrown yet. */
export function findSettings<const All extends Groups>(
  groups: All,
  environment: Environment,
  flags: Flags = {},
): FoundSettings<All> {
  const faults: ErrorDetail[] = [];
  const read = Object.entries(groups).map(([name, group]) => {
    const values = Object.entries(group).flatMap(([key, setting]) => {
      const found = readSetting(setting, environment, flags);
      if ("value" in found) return [[key, found.value]];
      faults.push({ pointer: `/${sourceOf(setting, flags)}`, detail: found.detail });
      return [];
    });
    return [name, Object.fromEntries(values)];
  });
  return { values: Object.fromEntries(read), faults };
}

/**
 * The values of all settings.
 *
 * @param more - what else is wrong, told together with the faults of the settings
 * @throws CoreError `invalid_input` with every fault
 */
export function completeSettings<const All extends Groups>(
  { values, faults }: FoundSettings<All>,
  more: readonly ErrorDetail[] = [],
): { readonly [Name in keyof All]: SettingValues<All[Name]> } {
  const wrong = [...faults, ...more];
  // Without faults every value is there, which the type cannot say.
  if (wrong.length === 0)
    return values as { readonly [Name in keyof All]: SettingValues<All[Name]> };
  const lines = wrong.map(({ pointer, detail }) => `  ${pointer.slice(1)}: ${detail}`);
  throw new CoreError(
    "invalid_input",
    `${wrong.length === 1 ? "One setting" : `${wrong.length} settings`} cannot be used:\n${lines.join("\n")}`,
    wrong,
  );
}

/** What said it: the option when one was given, else the environment's variable. */
export function sourceOf({ env, flag }: Setting, flags: Flags): string {
  const option = /--[a-z-]+/.exec(flag ?? "")?.[0];
  return flags[env] !== undefined && option !== undefined ? option : env;
}

function readSetting(
  setting: Setting,
  environment: Environment,
  flags: Flags,
): { readonly value: unknown } | { readonly detail: string } {
  const { env, schema, secret = false } = setting;
  const flag = flags[env];
  const text = flag ?? textOf(environment[env]);
  const path = secret ? textOf(environment[`${env}_FILE`]) : undefined;
  if (text !== undefined && path !== undefined)
    return { detail: `expected either ${env} or ${env}_FILE, found both` };
  const content = path === undefined ? { text } : readSecret(path, env);
  if ("detail" in content) return content;
  const result = schema.safeParse(content.text);
  if (result.success) return { value: result.data };
  if (content.text === undefined) return { detail: `is missing: ${setting.help}` };
  const reasons = [...new Set(result.error.issues.map(({ message }) => message))].join("; ");
  return { detail: secret ? reasons : `${reasons}; found ${JSON.stringify(content.text)}` };
}

const textOf = (text: string | undefined) => (text === undefined || text === "" ? undefined : text);

function readSecret(
  path: string,
  env: string,
): { readonly text: string | undefined } | { readonly detail: string } {
  try {
    return { text: textOf(readFileSync(path, "utf8").trimEnd()) };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    return { detail: `the file that ${env}_FILE names cannot be read (${code})` };
  }
}
