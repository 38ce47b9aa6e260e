import type * as z from "zod";
import { type Rejection, reject } from "../../schema/index.js";
import type { Unwrap } from "../../source/index.js";
import { fromZod } from "../../validate/from-zod.js";

/**
 * Makes our lines of items of a documented shape; an item of another shape is rejected, and kept whole.
 *
 * @param lines - plain objects in one of our formats, or why there are none
 */
export function itemLines<T>(
  shape: z.ZodType<T>,
  lines: (item: T) => readonly object[] | Rejection,
): Unwrap {
  return (text) => {
    let item: unknown;
    try {
      item = JSON.parse(text);
    } catch {
      return reject("invalid_json", { field: null, found: text, expected: "an item as JSON" });
    }
    if (typeof item !== "object" || item === null || Array.isArray(item)) {
      return reject("not_an_object", { field: "", found: item, expected: "an item, an object" });
    }
    const read = shape.safeParse(item);
    if (!read.success) return fromZod({ ...item }, read.error);
    const made = lines(read.data);
    return "rule" in made ? made : { lines: made.map((line) => JSON.stringify(line)) };
  };
}
