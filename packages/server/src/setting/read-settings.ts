import { readFileSync } from "node:fs";
import { CoreError, type ErrorDetail } from "@cdp-whatif/core/error";
import type { Setting, SettingGroup, SettingValues } from "./setting.js";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings of all groups from the environment; an empty text counts as none.
 *
 * @throws CoreError `invalid_input` with one detail for each setting that is missing or wrong: all of them at once
 */
export function readSettings<const Groups extends Readonly<Record<string, SettingGroup>>>(
  groups: Groups,
  environment: Environment,
): { readonly [Name in keyof Groups]: SettingValues<Groups[Name]> } {
  const wrong: ErrorDetail[] = [];
  const read = Object.entries(groups).map(([name, group]) => {
    const values = Object.entries(group).map(([key, setting]) => {
      const found = readSetting(setting, environment);
      if ("detail" in found) wrong.push({ pointer: `/${setting.env}`, detail: found.detail });
      return [key, "value" in found ? found.value : undefined];
    });
    return [name, Object.fromEntries(values)];
  });
  if (wrong.length === 0) return Object.fromEntries(read);
  const lines = wrong.map(({ pointer, detail }) => `  ${pointer.slice(1)}: ${detail}`);
  throw new CoreError(
    "invalid_input",
    `${wrong.length === 1 ? "One setting" : `${wrong.length} settings`} of the environment cannot be used:\n${lines.join("\n")}`,
    wrong,
  );
}

function readSetting(
  setting: Setting,
  environment: Environment,
): { readonly value: unknown } | { readonly detail: string } {
  const { env, schema, secret = false } = setting;
  const text = textOf(environment[env]);
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
