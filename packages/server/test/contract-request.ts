import fc from "fast-check";
import type { Document } from "./contract-document.js";
import { EVERYTHING } from "./market.js";
import { arbitraryOf, damaged, type Schema } from "./schema-arbitrary.js";

/** A request, and the operation that it was made from. */
export interface Asked {
  readonly id: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

/** Does not end, and is tested by itself. */
const ENDLESS = "stream";
/** Cost a hundred times what the others do. */
const HEAVY = /^(?:simulate|recommend|planExperiment|enriched|intelAnomalies)/;
const LINES = EVERYTHING.split("\n").filter((_, i) => i % 7 === 0);

const accepts = fc.constantFrom(
  "*/*",
  "application/json",
  "text/plain",
  "application/vnd.apache.arrow.stream, */*;q=0.1",
  "application/xml",
  ";;q=,,",
  "",
);
const junk = fc.dictionary(
  fc.constantFrom(
    "accept-encoding",
    "accept-language",
    "if-none-match",
    "if-match",
    "range",
    "origin",
    "x-request-id",
    "expect",
    "cookie",
    "content-language",
    "last-event-id",
    "x-forwarded-prefix",
    "te",
    "cache-control",
  ),
  fc.oneof(
    fc.constantFrom(
      "*",
      "",
      "gzip;q=0.5, br",
      "zh-TW,en;q=0.3",
      'W/"x"',
      "bytes=0-1",
      "null",
      "100-continue",
    ),
    fc.string({ unit: "grapheme-ascii", maxLength: 40 }).map((text) => text.trim()),
  ),
  { maxKeys: 3 },
);

/** Requests to every operation of a document: as it says, nearly so, or not at all. */
export function requestsOf(document: Document): fc.Arbitrary<Asked> {
  const find = (reference: string): Schema =>
    document.components.schemas[reference.split("/").at(-1) ?? ""] ?? {};
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { operationId }]) => operationId !== ENDLESS)
      .map(([method, operation]) => ({ path, method, ...operation })),
  );
  const weighted = operations.map((operation) => {
    const parameters = operation.parameters ?? [];
    const valuesOf = (place: string) =>
      fc.record(
        Object.fromEntries(
          parameters
            .filter((one) => one.in === place)
            .map(({ name, schema }) => [name, arbitraryOf(schema, find)]),
        ),
        {
          requiredKeys:
            place === "path"
              ? parameters.filter((one) => one.in === "path").map(({ name }) => name)
              : [],
        },
      );
    const some = (values: fc.Arbitrary<unknown>) =>
      fc.oneof({ weight: 3, arbitrary: values }, { weight: 2, arbitrary: damaged(values) });
    const [type, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
    const bodies =
      type === undefined || content === undefined
        ? fc.constant(undefined)
        : type === "application/x-ndjson"
          ? fc.oneof(
              fc
                .array(fc.constantFrom(...LINES), { maxLength: 5 })
                .map((lines) => lines.join("\n")),
              fc.json(),
            )
          : fc.oneof(
              {
                weight: 8,
                arbitrary: some(arbitraryOf(content.schema, find)).map(
                  (value) => JSON.stringify(value) ?? "",
                ),
              },
              fc.json(),
              fc.string({ maxLength: 40 }),
            );
    const arbitrary = fc
      .record({
        inPath: valuesOf("path"),
        query: some(valuesOf("query")),
        body: bodies,
        accept: fc.oneof({ weight: 6, arbitrary: fc.constant("*/*") }, accepts),
        contentType: fc.oneof(
          { weight: 12, arbitrary: fc.constant(type ?? "application/json") },
          fc.constantFrom("text/plain", "image/png", "", "application/json; charset=utf-7"),
        ),
        method: fc.oneof(
          { weight: 20, arbitrary: fc.constant(operation.method.toUpperCase()) },
          fc.constantFrom("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "GET", "POST"),
        ),
        more: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, junk),
      })
      .map(({ inPath, query, body, accept, contentType, method, more }): Asked => {
        const filled = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
          encode((inPath as Record<string, unknown>)[name]),
        );
        const search =
          typeof query === "object" && query !== null
            ? Object.entries(query)
                .map(([name, value]) => `${encode(name)}=${encode(value)}`)
                .join("&")
            : encode(query);
        return {
          id: operation.operationId,
          path: filled + (search && `?${search}`),
          method,
          headers: { ...more, accept, ...(contentType && { "content-type": contentType }) },
          body: method === "GET" || method === "HEAD" || method === "OPTIONS" ? undefined : body,
        };
      });
    return { weight: HEAVY.test(operation.operationId) ? 1 : 30, arbitrary };
  });
  const raw = fc.webPath().map(
    (path): Asked => ({
      id: "none",
      path: path || "/",
      method: "GET",
      headers: {},
      body: undefined,
    }),
  );
  return fc.oneof(...weighted, { weight: 30, arbitrary: raw });
}

/** Percent-encodes; a lone half of a character becomes U+FFFD, as browsers send it. */
function encode(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return encodeURIComponent(Buffer.from(text).toString("utf8")) || "%20";
}
