import type { Reason } from "../../schema/verdict.js";

/** A sentence with gaps, in English and in Traditional Chinese. */
export type Template = readonly [english: string, traditionalChinese: string];

const GAP = /\{(\w+)(?:([:%+])(\d))?\}/g;
const OPTION = /\[([^[\]]*)\]/g;

/**
 * Fills a template: `{name}` a text, `{name:2}` a number with two decimals, `{name+2}` the same with its sign, `{name%1}`
 * a fraction in percent; what stands in brackets is left out where one of its values is missing, or where it is a band
 * from `low` to `high` that has no width: nothing was drawn.
 *
 * @param options.spoken - writes a number with so many decimals
 */
export function fill(
  template: string,
  values: Reason["values"],
  { spoken }: { spoken: (value: number, digits: number) => string },
): string {
  const gap = (_: string, name: string, kind: string | undefined, digits: string | undefined) => {
    const value = values[name] ?? "";
    if (kind === undefined) return String(value);
    const places = Number(digits);
    if (kind === "%") return `${spoken(100 * Number(value), places)} %`;
    const text = spoken(Number(value), places);
    return kind === "+" && Number(value) > 0 && /[1-9]/.test(text) ? `+${text}` : text;
  };
  return template
    .replaceAll(OPTION, (_, part: string) =>
      gapsOf(part).every((name) => values[name] !== (name === "low" ? values.high : undefined))
        ? part
        : "",
    )
    .replaceAll(GAP, gap);
}

/** Names of the values that a template speaks of. */
export const gapsOf = (template: string): string[] =>
  [...template.matchAll(GAP)].flatMap(([, name]) => name ?? []);
