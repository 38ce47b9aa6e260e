import * as z from "zod";
import { CoreError } from "../../error.js";
import { SimulationRequest } from "../model/simulation.js";
import { parsedAs } from "./parsed-as.js";

/** What a run is asked beside its changes, in the words of the body. */
export const RunOptions = z.strictObject({
  daily_bands: SimulationRequest.shape.daily_bands,
  asked: SimulationRequest.shape.asked,
  limits: SimulationRequest.shape.limits,
  agents: SimulationRequest.shape.agents,
});
export type RunOptions = z.infer<typeof RunOptions>;

/** Names of the options. */
export const RUN_OPTIONS = ["daily_bands", "asked", "limits", "agents"] as const;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads the options of a body.
 *
 * @param options.series - whether the path by day is asked, without which `daily_bands` does nothing
 * @throws CoreError `invalid_input` | `unknown_key` | `out_of_range` | `no_lever`
 */
export function readOptions(fields: Fields, { series }: { series: boolean }): RunOptions {
  const given = Object.fromEntries(
    RUN_OPTIONS.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])),
  );
  const options = parsedAs(RunOptions, camelled(given), "");
  if (options.daily_bands === true && !series) {
    const detail = "daily_bands does nothing without the path by day (include=series)";
    throw new CoreError("no_lever", detail, [{ pointer: "/daily_bands", detail }]);
  }
  return options;
}

/** Keys inside `limits` and `agents`, which may be written in either way. */
function camelled(options: Fields): Fields {
  const deep = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(deep);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [camel(key), deep(entry)]),
    );
  };
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, deep(value)]));
}

const camel = (key: string): string =>
  key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
