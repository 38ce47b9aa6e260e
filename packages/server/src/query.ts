import type { Query } from "@cdp-whatif/core";
import { CoreError } from "@cdp-whatif/core/error";
import type * as z from "zod";

/**
 * The query of a URL as names and values.
 *
 * @throws CoreError `invalid_input` when a name is given twice or an escape is broken
 */
export function queryOf(url: string): Query {
  const mark = url.indexOf("?");
  if (mark < 0) return {};
  const end = url.indexOf("#", mark);
  const query: Record<string, string> = {};
  for (const part of url.slice(mark + 1, end < 0 ? undefined : end).split("&")) {
    if (part === "") continue;
    const equals = part.indexOf("=");
    const name = decode(equals < 0 ? part : part.slice(0, equals));
    if (Object.hasOwn(query, name)) {
      throw wrong(name, "was given twice, expected once");
    }
    const value = equals < 0 ? "" : decode(part.slice(equals + 1));
    // A plain assignment would lose this name.
    if (name === "__proto__") Object.defineProperty(query, name, { value, enumerable: true });
    else query[name] = value;
  }
  return query;
}

/** A name as an RFC 6901 pointer. */
export const pointerTo = (name: string) => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;

function wrong(name: string, what: string): CoreError {
  const pointer = pointerTo(name);
  return new CoreError("invalid_input", `query parameter ${JSON.stringify(name)} ${what}`, [
    { pointer, detail: what },
  ]);
}

function decode(text: string): string {
  if (!text.includes("%") && !text.includes("+")) return text;
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw wrong(text, "has a broken percent escape, expected UTF-8 as %XX");
  }
}

/** @throws CoreError `unknown_key` when there is any query */
export function expectNoQuery(url: string): void {
  const [name] = Object.keys(queryOf(url));
  if (name === undefined) return;
  const detail = `found the key ${JSON.stringify(name.slice(0, 100))}, expected no query`;
  throw new CoreError("unknown_key", detail, [{ pointer: pointerTo(name), detail }]);
}

/** What zod found wrong with a query or body, as a refusal that names each place. */
export function invalidQuery(error: z.ZodError): CoreError {
  const details = error.issues.map(({ path, message }) => ({
    pointer: path.map((step) => pointerTo(String(step))).join(""),
    detail: message,
  }));
  const sentence = details.map(({ pointer, detail }) => `${pointer || "/"}: ${detail}`).join("; ");
  return new CoreError("invalid_input", sentence, details);
}
