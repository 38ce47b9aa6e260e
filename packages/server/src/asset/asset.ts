import { createHash } from "node:crypto";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { chooseEncoding } from "../compress/encoding.js";
import { hasTag } from "../negotiate/entity-tag.js";

/** A file served from memory, compressed once. */
export interface Asset {
  readonly type: string;
  readonly etag: string;
  readonly plain: Uint8Array<ArrayBuffer>;
  /** In each encoding, made when it is asked for first. */
  readonly encoded: readonly {
    readonly name: string;
    readonly content: () => Uint8Array<ArrayBuffer>;
  }[];
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
    // Weak: every encoding has the same.
    etag: `W/"${hashOf(plain)}"`,
    plain,
    encoded: [
      { name: "br", content: once(() => Uint8Array.from(brotliOf(plain))) },
      { name: "gzip", content: once(() => Uint8Array.from(gzipSync(plain, { level: 9 }))) },
    ],
    headers,
  };
}

/** Short hash of a content, for tags and paths. */
export function hashOf(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 16);
}

/** What is sent of an asset. */
export interface SentAsset {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer> | null;
}

/** The asset in the best encoding that the client takes, or 304 when it has it. */
export function answerAsset(asset: Asset, header: (name: string) => string | undefined): SentAsset {
  const common = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    ...asset.headers,
    etag: asset.etag,
    vary: "accept, accept-encoding",
  };
  if (hasTag(header("if-none-match"), asset.etag)) {
    return { status: 304, headers: common, body: null };
  }
  const headers = { ...common, "content-type": asset.type };
  const encoding = isWorthIt(asset)
    ? chooseEncoding(header("accept-encoding"), asset.encoded)
    : null;
  if (encoding === null) return { status: 200, headers, body: asset.plain };
  return {
    status: 200,
    headers: { ...headers, "content-encoding": encoding.name },
    body: encoding.content(),
  };
}

/** As `answerAsset`. */
export function sendAsset(asset: Asset, header: (name: string) => string | undefined): Response {
  const { body, ...rest } = answerAsset(asset, header);
  return new Response(body, rest);
}

/** Short files, and images that are compressed already, gain nothing. */
const isWorthIt = ({ plain, type }: Asset) => plain.byteLength >= 512 && type !== "image/png";

function brotliOf(plain: Uint8Array): Buffer {
  const quality = plain.byteLength > 2 ** 19 ? 5 : 10;
  return brotliCompressSync(plain, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_SIZE_HINT]: plain.byteLength,
    },
  });
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
