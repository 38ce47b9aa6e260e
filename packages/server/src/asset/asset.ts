import { createHash } from "node:crypto";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** A file served from memory, compressed once. */
export interface Asset {
  readonly type: string;
  readonly etag: string;
  readonly plain: Uint8Array<ArrayBuffer>;
  readonly gzip: () => Uint8Array<ArrayBuffer>;
  readonly brotli: () => Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
}

const TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  json: "application/json; charset=utf-8",
  map: "application/json; charset=utf-8",
  png: "image/png",
  svg: "image/svg+xml",
};

/**
 * An asset from its bytes.
 *
 * @param name - its extension tells the type
 * @param headers - sent along beside type, tag and encoding
 */
export function createAsset(
  name: string,
  content: Uint8Array<ArrayBuffer> | string,
  headers: Readonly<Record<string, string>>,
): Asset {
  const plain = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const extension = name.slice(name.lastIndexOf(".") + 1);
  return {
    type: TYPES[extension] ?? "application/octet-stream",
    etag: `"${hashOf(plain)}"`,
    plain,
    gzip: once(() => Uint8Array.from(gzipSync(plain, { level: 9 }))),
    brotli: once(() =>
      Uint8Array.from(
        brotliCompressSync(plain, {
          params: {
            [constants.BROTLI_PARAM_QUALITY]: plain.byteLength > 2 ** 19 ? 5 : 10,
            [constants.BROTLI_PARAM_SIZE_HINT]: plain.byteLength,
          },
        }),
      ),
    ),
    headers,
  };
}

/** Short hash of a content, for tags and paths. */
export function hashOf(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 16);
}

/** The asset in the best encoding that the client takes, or 304 when it has it. */
export function sendAsset(asset: Asset, request: Request): Response {
  const common = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    ...asset.headers,
    etag: asset.etag,
    vary: "accept-encoding",
  };
  if (request.headers.get("if-none-match") === asset.etag) {
    return new Response(null, { status: 304, headers: common });
  }
  const accepted = request.headers.get("accept-encoding") ?? "";
  const headers = { ...common, "content-type": asset.type };
  if (asset.plain.byteLength < 512) return new Response(asset.plain, { headers });
  if (/\bbr\b/.test(accepted)) {
    return new Response(asset.brotli(), { headers: { ...headers, "content-encoding": "br" } });
  }
  if (/\bgzip\b/.test(accepted)) {
    return new Response(asset.gzip(), { headers: { ...headers, "content-encoding": "gzip" } });
  }
  return new Response(asset.plain, { headers });
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
