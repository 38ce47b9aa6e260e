import type { Rejection } from "../schema/dead-letter.js";
import { pointer, reject } from "../schema/rejection.js";

/** The records that an event carries, as JSON texts, or why it cannot be read. */
type Data = { readonly lines: readonly string[] } | Rejection;
type Attributes = Readonly<Record<string, unknown>>;

const REQUIRED = ["id", "source", "type"] as const;
const LINES = ["application/x-ndjson", "application/jsonl"];
const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/**
 * The data of one CloudEvent in structured mode: attributes and `data` (or `data_base64`) in one JSON object.
 *
 * @see CloudEvents 1.0.2, section 3 (attributes), and JSON Event Format 1.0.2, section 3
 */
export function unwrapCloudEvent(text: string): Data {
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return reject("invalid_json", { field: "", found: text, expected: "a CloudEvent in JSON" });
  }
  if (typeof event !== "object" || event === null || Array.isArray(event)) {
    return reject("not_an_object", { field: "", found: event, expected: "a CloudEvent" });
  }
  const attributes = event as Attributes;
  const wrong = wrongAttribute(attributes);
  if (wrong !== null) return wrong;
  const { data, data_base64: packed, datacontenttype: type } = attributes;
  if (data !== undefined && packed !== undefined) {
    const expected = "either data or data_base64";
    return reject("type", { field: "/data_base64", found: packed, expected });
  }
  if (packed !== undefined) {
    const unpacked = typeof packed === "string" ? decoded(packed) : null;
    if (unpacked !== null) return recordsOf(unpacked, type);
    const expected = "base64 of UTF-8 text";
    return reject("type", { field: "/data_base64", found: packed, expected });
  }
  if (data === undefined) {
    const expected = "the record that the event carries";
    return reject("missing", { field: "/data", found: undefined, expected });
  }
  // With a JSON type the value is the data; with any other, a string holds its text.
  if (isJson(type)) return { lines: items(data) };
  if (typeof data === "string") return recordsOf(data, type);
  return reject("type", { field: "/data", found: data, expected: `text of type ${String(type)}` });
}

/**
 * Takes the data of CloudEvents in binary mode: the attributes are in headers, the message is the data.
 *
 * @param header - value of a header, by its name in lower case
 * @see CloudEvents HTTP Protocol Binding 1.0.2, section 3.1
 */
export function unwrapBinaryCloudEvent(
  header: (name: string) => string | undefined,
): (text: string) => Data {
  const attributes: Attributes = {
    ...Object.fromEntries(
      ["specversion", "time", ...REQUIRED].map((name) => [name, header(`ce-${name}`)]),
    ),
    datacontenttype: header("content-type"),
  };
  const wrong = wrongAttribute(attributes);
  return (text) => wrong ?? recordsOf(text, attributes.datacontenttype);
}

/**
 * The items of a JSON array as texts, such as the events of a batch; any other text as it stands.
 *
 * @see JSON Event Format 1.0.2, section 4 (batch)
 */
export function arrayItems(text: string): readonly string[] {
  if (!/^\s*\[/.test(text)) return [text];
  try {
    return items(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [text];
  }
}

/** @returns null when all is as it must be */
function wrongAttribute(attributes: Attributes): Rejection | null {
  const { specversion, time, datacontenttype } = attributes;
  if (specversion !== "1.0") {
    const rule = specversion === undefined ? "missing" : "out_of_range";
    return reject(rule, { field: "/specversion", found: specversion, expected: '"1.0"' });
  }
  for (const name of REQUIRED) {
    const found = attributes[name];
    if (typeof found === "string" && found !== "") continue;
    const rule = found === undefined ? "missing" : found === "" ? "empty" : "type";
    return reject(rule, {
      field: pointer(name),
      found,
      expected: "a text of at least 1 character",
    });
  }
  if (time !== undefined && time !== null && !(typeof time === "string" && RFC_3339.test(time))) {
    return reject("unreadable_date", { field: "/time", found: time, expected: "RFC 3339" });
  }
  const typed = datacontenttype === undefined || datacontenttype === null;
  if (typed || isJson(datacontenttype) || LINES.includes(mediaType(datacontenttype))) return null;
  const expected = "application/json, another JSON type or application/x-ndjson";
  return reject("type", { field: "/datacontenttype", found: datacontenttype, expected });
}

function recordsOf(text: string, type: unknown): Data {
  if (isJson(type)) return { lines: arrayItems(text) };
  return { lines: text.split(/\r?\n/).filter((line) => line.trim() !== "") };
}

function items(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map((item) => JSON.stringify(item));
}

/** JSON is what data are when no type is given. */
function isJson(type: unknown): boolean {
  if (type === undefined || type === null) return true;
  const name = mediaType(type);
  return name === "application/json" || name === "text/json" || name.endsWith("+json");
}

function mediaType(type: unknown): string {
  return typeof type === "string" ? (type.split(";", 1)[0] ?? "").trim().toLowerCase() : "";
}

function decoded(base64: string): string | null {
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError || error instanceof DOMException) return null;
    throw error;
  }
}
