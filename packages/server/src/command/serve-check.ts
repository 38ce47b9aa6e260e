import { settingGroups } from "../setting/index.js";
import type { Environment, Flags } from "../setting/read-settings.js";
import type { Setting } from "../setting/setting.js";

/** What one setting is, and what said so. */
export interface EffectiveSetting {
  readonly name: string;
  /** As it may be shown: secrets are not. */
  readonly value: string | null;
  readonly from: "flag" | "environment" | "file" | "default";
}

/** Every setting as it holds; secrets only say whether they are there. */
export function effectiveSettings(
  environment: Environment,
  flags: Flags,
  own: Environment,
): EffectiveSetting[] {
  const settings = Object.values(settingGroups).flatMap((group): Setting[] => Object.values(group));
  return settings.map(({ env, schema, secret = false }) => {
    const kept = secret && environment[`${env}_FILE`] ? `${env}_FILE` : env;
    const text = flags[env] ?? (environment[kept] || undefined);
    if (text === undefined) {
      return { name: env, value: textOf(schema.safeParse(undefined).data), from: "default" };
    }
    const from = flags[env] !== undefined ? "flag" : own[kept] ? "environment" : "file";
    return { name: env, value: secret ? "********" : text, from };
  });
}

/** The same as lines that an environment file may hold, but for what is secret or not set. */
export function effectiveLines(settings: readonly EffectiveSetting[]): string[] {
  return settings.map(({ name, value, from }) =>
    value === null ? `# ${name} is not set` : `${name}=${value}  # ${from}`,
  );
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.length === 0 ? null : value.join(",");
  if (typeof value !== "object") return String(value);
  return textOf(Object.entries(value).map(([name, one]) => `${name}=${one ?? "off"}`));
}
