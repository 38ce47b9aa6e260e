import type * as z from "zod";
import { CoreError } from "../../error.js";
import { nearestName } from "../../schema/fold-name.js";

type Fields = Readonly<Record<string, unknown>>;

/** What was found, short enough for a message. */
export const shown = (value: unknown): string =>
  (typeof value === "number" ? String(value) : (JSON.stringify(value) ?? "nothing")).slice(0, 100);

/**
 * Reads values by a schema.
 *
 * @param pointer - where they stand in the body
 * @throws CoreError `invalid_input` | `unknown_key` | `out_of_range` with what was found
 */
export function parsedAs<T>(schema: z.ZodType<T>, values: Fields, pointer: string): T {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.flatMap((issue) => {
    const path = issue.path.map(String);
    const found = path.reduce<unknown>(
      (value, key) =>
        typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined,
      values,
    );
    const choices = issue.code === "invalid_value" ? issue.values.map(String) : [];
    const near = typeof found === "string" ? nearestName(found, choices) : null;
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        pointer: [pointer, ...path, key].join("/"),
        detail: `unknown key "${key.slice(0, 100)}"`,
      }));
    }
    return {
      pointer: `${pointer}/${path.join("/")}`,
      detail: `found ${shown(found)}: ${issue.message}${near ? `; did you mean "${near}"?` : ""}`,
    };
  });
  const { issues } = parsed.error;
  const range = issues.every(({ code }) => code === "too_big" || code === "too_small");
  const unknown = issues.every(({ code }) => code === "unrecognized_keys");
  throw new CoreError(
    range ? "out_of_range" : unknown ? "unknown_key" : "invalid_input",
    details.map(({ pointer: at, detail }) => `${at}: ${detail}`).join("; "),
    details,
  );
}
