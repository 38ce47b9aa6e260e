import type { RecordKind } from "../schema/record.js";
import { pointer } from "../schema/rejection.js";
import type { UnknownLine } from "./recognise.js";

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Where numbers stand in each kind of line; `*` is any key. */
const NUMERIC: Readonly<Record<RecordKind, readonly (readonly string[])[]>> = {
  behaviour: [
    ["total_personas"],
    ["brand_distribution", "*"],
    ["brand_percentages", "*"],
    ["avg_satisfaction"],
    ["digital_adoption_rate"],
    ["gamification_engagement"],
    ["efficiency_score"],
  ],
  intervention: [],
  "daily-intel": [],
  "web-intel": [
    ["weather", "temperature"],
    ["weather", "humidity"],
    ["weather", "comfort_index"],
    ["weather", "temperature_min"],
    ["weather", "temperature_max"],
    ["weather", "rain_probability"],
    ["posts_count"],
  ],
  market: [
    ["price"],
    ["units"],
    ["feature"],
    ["display"],
    ["distribution"],
    ["promotion", "discount"],
    ["promotion", "point_multiplier"],
    ["promotion", "deal"],
  ],
  district: [
    ["total_personas"],
    ["age_distribution", "*"],
    ["income_bracket", "*"],
    ["brand_distribution", "*"],
    ["spending_analysis", "*"],
  ],
  "customer-event": [],
};

/**
 * Turns numbers written as text into numbers, where the caller has declared that the source writes them so.
 *
 * @returns a copy of the line, and one repair `coerced:<pointer>` for each number
 */
export function coerceNumbers(
  line: UnknownLine,
  kind: RecordKind,
): { readonly line: UnknownLine; readonly repairs: readonly string[] } {
  const repairs: string[] = [];
  const copy = NUMERIC[kind].reduce<unknown>(
    (value, path) => coerceAt(value, { path, at: [], repairs }),
    line,
  );
  return { line: copy as UnknownLine, repairs };
}

interface Walk {
  readonly path: readonly string[];
  readonly at: readonly string[];
  readonly repairs: string[];
}

function coerceAt(value: unknown, { path, at, repairs }: Walk): unknown {
  const [key, ...rest] = path;
  if (key === undefined) {
    if (typeof value !== "string" || !JSON_NUMBER.test(value)) return value;
    repairs.push(`coerced:${pointer(...at)}`);
    return Number(value);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) =>
      key === "*" || key === name
        ? [name, coerceAt(inner, { path: rest, at: [...at, name], repairs })]
        : [name, inner],
    ),
  );
}
