import { editDistance } from "@cdp-whatif/core";
import type { Environment } from "./read-settings.js";
import type { SettingGroup } from "./setting.js";

/** A variable that begins like ours, but is none of them. */
export interface UnknownSetting {
  readonly name: string;
  /** The name that was meant, perhaps. */
  readonly nearest: string | null;
}

/** Further apart than this, two names have nothing to do with each other. */
const MOST_EDITS = 4;

/**
 * The variables named `CDP_…` that mean nothing.
 *
 * @param others - names that are known besides, such as those from which the sources take their secrets
 */
export function unknownSettings(
  groups: Readonly<Record<string, SettingGroup>>,
  environment: Environment,
  others: Iterable<string> = [],
): UnknownSetting[] {
  const names = Object.values(groups)
    .flatMap((group) => Object.values(group))
    .flatMap(({ env, secret }) => (secret === true ? [env, `${env}_FILE`] : [env]));
  const known = new Set<string>([...names, ...others]);
  return Object.keys(environment)
    .filter((name) => name.startsWith("CDP_") && !known.has(name))
    .sort()
    .map((name) => ({ name, nearest: nearestOf(name, names) }));
}

function nearestOf(name: string, names: readonly string[]): string | null {
  const [best] = names
    .map((known) => ({ known, edits: editDistance(name.slice(0, 100), known) }))
    .sort((a, b) => a.edits - b.edits);
  return best !== undefined && best.edits <= MOST_EDITS ? best.known : null;
}
