import { brotliDecompressSync, gunzipSync } from "node:zlib";
import Ajv from "ajv/dist/2020.js";
import { expect } from "vitest";
import { ProblemBody } from "../src/openapi/problem-body.js";
import type { Document } from "./contract-document.js";
import type { Asked } from "./contract-request.js";

/** What checks each 2xx answer against what the document says of it. */
export function checkerOf(document: Document) {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: false });
  ajv.addSchema({ $id: "document", components: document.components });
  const absolute = (schema: unknown): unknown =>
    JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/'));
  const checks = new Map<string, ReturnType<typeof ajv.compile>>();
  for (const methods of Object.values(document.paths)) {
    for (const [method, { operationId, responses }] of Object.entries(methods)) {
      for (const [status, { content }] of Object.entries(responses)) {
        const schema = content?.["application/json"]?.schema;
        if (schema !== undefined)
          checks.set(
            `${method.toUpperCase()} ${operationId} ${status}`,
            ajv.compile(absolute(schema) as object),
          );
      }
    }
  }
  return async (asked: Asked, answer: Response): Promise<"validated" | "other"> => {
    const type = answer.headers.get("content-type") ?? "";
    if (answer.status >= 400) {
      // Health answers with its own body also when it is critical.
      if (
        asked.id.startsWith("health") ||
        asked.id.startsWith("ready") ||
        asked.id.startsWith("startup")
      )
        return "other";
      if (asked.method === "HEAD") return "other";
      expect(type).toBe("application/problem+json");
      expect(ProblemBody.parse(await jsonOf(answer)).status).toBe(answer.status);
      return "other";
    }
    if (asked.method === "HEAD" || !type.startsWith("application/json")) {
      await answer.arrayBuffer();
      return "other";
    }
    const check = checks.get(`${asked.method} ${asked.id} ${answer.status}`);
    const body = await jsonOf(answer);
    if (check === undefined) return "other";
    expect(check(body) || check.errors).toBe(true);
    return "validated";
  };
}

/** The JSON of an answer, in whatever encoding it came. */
async function jsonOf(answer: Response): Promise<unknown> {
  const bytes = Buffer.from(await answer.arrayBuffer());
  const encoding = answer.headers.get("content-encoding");
  const plain =
    encoding === "br"
      ? brotliDecompressSync(bytes)
      : encoding === "gzip"
        ? gunzipSync(bytes)
        : bytes;
  return JSON.parse(plain.toString("utf8"));
}
