import { CoreError } from "../error.js";

/**
 * Every number at or below some places of a plain value, by JSON pointer (RFC 6901).
 *
 * @throws CoreError `unknown_key` for a place that there is not
 */
export function numbersAt(value: object, pointers: readonly string[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const pointer of pointers) collect(at(value, pointer), { pointer, found });
  return found;
}

function at(value: object, pointer: string): unknown {
  const [root, ...keys] = pointer.split("/");
  let here: unknown = value;
  for (const key of keys) {
    const name = key.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, name)) {
      throw new CoreError("unknown_key", `found nothing at ${pointer}`);
    }
    here = Reflect.get(here, name);
  }
  if (root !== "") {
    throw new CoreError("unknown_key", `found ${pointer}, expected a pointer that begins with /`);
  }
  return here;
}

function collect(
  value: unknown,
  { pointer, found }: { pointer: string; found: Record<string, number> },
): void {
  if (typeof value === "number") found[pointer] = value;
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const name = key.replaceAll("~", "~0").replaceAll("/", "~1");
    collect(inner, { pointer: `${pointer}/${name}`, found });
  }
}
