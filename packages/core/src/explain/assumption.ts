import type { Parameter } from "../schema/parameter.js";
import type { TornadoBar } from "./explanation.js";
import { byName } from "./tornado.js";

/** The origins of what a run draws under a name; cells' habits are one name. */
export function originsOf(
  name: string,
  parameters: Readonly<Record<string, Parameter>>,
): TornadoBar["origins"] {
  if (/^(level|units):/.test(name)) return ["estimated"];
  const own = Object.entries(parameters).filter(
    ([key]) => key === name || key.startsWith(`${name}:`),
  );
  return [...new Set(own.map(([, { origin }]) => origin.kind))].sort(byName);
}

const isTaken = (kind: string) => kind === "assumed" || kind === "prior";

/**
 * Which parameters behind an outcome are assumed or from publications, and how much of the variance is theirs.
 *
 * @param bars - of the outcome
 * @param parameters - that the scenario used
 */
export function assumptionsOf(
  bars: readonly TornadoBar[],
  parameters: Readonly<Record<string, Parameter>>,
): { parameters: string[]; varianceShare: number | null } {
  const taken = bars.filter(({ origins }) => origins.some(isTaken));
  // One that is taken to be known exactly has no bar, and is assumed all the same.
  const exact = Object.entries(parameters).flatMap(([name, { origin, standardError }]) =>
    standardError === 0 && isTaken(origin.kind) ? [name.replace(/^habit:.*/, "habit")] : [],
  );
  const names = new Set([...taken.map(({ parameter }) => parameter), ...exact]);
  const isKnown = bars.every(({ varianceShare }) => varianceShare !== null);
  return {
    parameters: [...names].sort(byName),
    varianceShare: isKnown
      ? taken.reduce((sum, { varianceShare }) => sum + (varianceShare ?? 0), 0)
      : null,
  };
}
