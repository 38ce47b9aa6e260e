import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  jsonl: "application/x-ndjson",
  gz: "application/gzip",
};

/** Static files on loopback, and nothing else: what a page without a server of ours has. */
export interface Site {
  readonly origin: string;
  /** Paths that were asked, in order. */
  readonly asked: string[];
  /** By path; may be changed while it runs. */
  readonly files: Map<string, string | Uint8Array>;
  close(): Promise<void>;
}

/**
 * Serves files.
 *
 * @param files - by path, e.g. `/index.html`
 * @param options.policy - the Content-Security-Policy of every answer
 * @param options.shared - whether pages of other origins may read them
 */
export async function serveSite(
  files: Readonly<Record<string, string | Uint8Array>>,
  { policy, shared = false }: { policy?: string; shared?: boolean } = {},
): Promise<Site> {
  const held = new Map(Object.entries(files));
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://site");
    asked.push(pathname);
    const body = held.get(pathname);
    if (policy !== undefined) response.setHeader("content-security-policy", policy);
    if (shared) response.setHeader("access-control-allow-origin", "*");
    if (body === undefined) {
      response.writeHead(404).end();
      return;
    }
    const bytes = Buffer.from(body);
    const type = TYPES[pathname.split(".").at(-1) ?? ""] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": type, "content-length": bytes.length }).end(bytes);
  });
  await new Promise<void>((done) => void server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    asked,
    files: held,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

/** A text as a `.gz` file. */
export const packed = (text: string): Uint8Array => gzipSync(text);
