import { createAsset, sendAsset } from "../asset/asset.js";
import { publicPath } from "../base-path.js";
import { byBase } from "../by-base.js";
import { SECURITY_SCHEMES } from "../openapi/security.js";
import { API_HEADERS } from "../respond.js";
import { VERSION } from "../version.js";
import type { Door, RequestContext } from "./mount.js";

const DESCRIPTION = `Behaviour data of customers, the twin that is fitted from them, and what-if questions to it.

Names of personas, regions and brands are taken in every spelling that the catalogue knows. Dates are local
dates of the source's zone and inclusive. Refusals are \`application/problem+json\` (RFC 9457) with a stable
\`code\`; with status 422, \`errors\` points at each place that is wrong.`;

const HEADERS = { ...API_HEADERS, "cache-control": "no-cache" };

/** The OpenAPI document of everything that was mounted so far. */
export function openApiDocument(door: Door, base = ""): object {
  for (const [name, scheme] of Object.entries(SECURITY_SCHEMES)) {
    door.openAPIRegistry.registerComponent("securitySchemes", name, scheme);
  }
  return door.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "cdp-whatif",
      version: VERSION,
      description: DESCRIPTION,
      license: { name: "MIT", url: "https://opensource.org/license/mit" },
    },
    servers: [{ url: base || "/" }],
  });
}

/** Mounts the OpenAPI document; it is made at the first request. */
export function documentRoutes(door: Door): void {
  const documentAt = byBase((base) =>
    createAsset("openapi.json", JSON.stringify(openApiDocument(door, base)), HEADERS),
  );
  const send = (context: RequestContext) =>
    sendAsset(documentAt(publicPath(context, "")), (name) => context.req.header(name));
  door.get("/openapi.json", door.gate.guard({ role: "public" }, send));
}
