import { createHash, randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { CoreError } from "@cdp-whatif/core/error";
import type { BodyContent } from "../ingest.js";
import { DoorError } from "../problem.js";
import { openScratch, type Scratch } from "../protection/scratch.js";
import type { RequestContext } from "../route/mount.js";
import { tooLarge } from "./receive-bytes.js";

/** A body that has arrived whole. */
export interface SpooledBody {
  /** First 16 hex digits of the SHA-256 of the unpacked body. */
  readonly hash: string;
  readonly content: BodyContent;
  discard(): Promise<void>;
}

/** Up to this size a body waits in memory. */
const MEMORY_BYTES = 2 ** 20;

/**
 * Receives a body, unpacks gzip, and holds it in memory or in a scratch file.
 *
 * @remarks The whole body is received before any of it is read: one that is too large or breaks off
 * stores nothing, and a slow sender holds up nobody.
 * @throws DoorError `payload_too_large` | `unsupported_media_type`
 * @throws CoreError `invalid_input` when the gzip is broken
 */
export async function spoolBody(
  context: RequestContext,
  { limitBytes, folder, sealed }: { limitBytes: number; folder: string; sealed: boolean },
): Promise<SpooledBody> {
  const declared = Number(context.req.header("content-length") ?? 0);
  if (declared > limitBytes) throw tooLarge(limitBytes);
  const hash = createHash("sha256");
  const chunks: Uint8Array[] = [];
  let size = 0;
  let file: Scratch | undefined;
  const path = join(folder, `cdp-ingest-${randomUUID()}`);
  const discard = async () => {
    await rm(path, { force: true });
  };
  try {
    for await (const chunk of unpacked(context)) {
      size += chunk.byteLength;
      if (size > limitBytes) throw tooLarge(limitBytes);
      hash.update(chunk);
      if (file === undefined && size > MEMORY_BYTES) {
        file = await openScratch(path, sealed);
        for (const earlier of chunks) await file.write(earlier);
        chunks.length = 0;
      }
      if (file === undefined) chunks.push(chunk);
      else await file.write(chunk);
    }
    await file?.end();
  } catch (error) {
    await file?.abandon();
    await discard();
    throw refusalOf(error);
  }
  return {
    hash: hash.digest("hex").slice(0, 16),
    content:
      file === undefined ? Buffer.concat(chunks) : { file: path, size, scratchKey: file.key },
    discard,
  };
}

function unpacked(context: RequestContext): AsyncIterable<Uint8Array> {
  const body: AsyncIterable<Uint8Array> = context.req.raw.body ?? Readable.from([]);
  const encoding = (context.req.header("content-encoding") ?? "identity").trim().toLowerCase();
  if (encoding === "identity" || encoding === "") return body;
  if (encoding === "gzip" || encoding === "x-gzip") {
    const source = Readable.from(body);
    const gunzip = createGunzip();
    source.on("error", (error) => gunzip.destroy(error));
    return source.pipe(gunzip);
  }
  throw new DoorError(
    "unsupported_media_type",
    `Content encoding found: ${JSON.stringify(encoding)}; expected: gzip or none.`,
  );
}

function refusalOf(error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOSPC") {
    return new CoreError("store_full", "no space is left to receive the body", [], {
      cause: error,
    });
  }
  if (!code.startsWith("Z_")) return error;
  return new CoreError(
    "invalid_input",
    "the body is not gzip, or is cut short, as content-encoding says; nothing of it was stored",
    [],
    { cause: error },
  );
}
