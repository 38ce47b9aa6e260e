import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { deserialize, serialize } from "node:v8";
import { type Catalogue, canonicalJson, type TwinFit } from "@cdp-whatif/core";
import { writeDurably } from "../notify/write-durably.js";

/** The last fit, in a file beside its store: a server that starts on the same data again need not fit them again. */
export interface KeptFit {
  /** Rises when the data change. */
  changes(): number;
  /** The fit of a history with this digest; null where another one is kept, or none. */
  read(historyDigest: string): Promise<TwinFit | null>;
  /** @param seen - `changes()` before the history was read: what is out of date already is not kept */
  write(fit: TwinFit, seen: number): Promise<void>;
  /** Says that the data changed: what is kept fits nothing any more, and may tell of who was erased. */
  forget(): void;
  /** Resolves once the file is as it was last told to be. */
  settled(): Promise<void>;
}

/** What a fit depends on beside its history. */
export interface KeptFitOptions {
  readonly file: string;
  readonly catalogue: Catalogue;
  /** Names the code that fits, see {@link fittingCode}. */
  readonly code: string;
  readonly onFailure: (error: unknown) => void;
}

/** What stands before a fit, as a line of JSON. */
interface Head {
  readonly code: string;
  readonly catalogue: string;
  readonly history: string;
  readonly sha256: string;
}

const sha256 = (content: string | Uint8Array) => createHash("sha256").update(content).digest("hex");

/** Names the code that fits, as it was built; sources may change without notice, and are another in each process. */
export function fittingCode(): string {
  const built = new URL("../worker/fit.js", import.meta.url);
  const code = existsSync(built) ? sha256(readFileSync(built)) : `sources in ${process.pid}`;
  return `${code} ${process.versions.v8}`;
}

/** Keeps a fit in a file; a fault of the file is told, and costs no more than a fit. */
export function createKeptFit({ file, catalogue, code, onFailure }: KeptFitOptions): KeptFit {
  const expected = { code, catalogue: sha256(canonicalJson(catalogue)) };
  let changes = 0;
  let isThere = true;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => undefined); // told to whoever asked for it
    return done;
  };
  const remove = () => inTurn(() => rm(file, { force: true })).catch(onFailure);
  return {
    changes: () => changes,
    async read(history) {
      const content = await inTurn(() => contentOf(file)).catch(onFailure);
      if (!content) return null;
      const found = contentIn(content);
      const head = found && { ...expected, history, sha256: sha256(found.body) };
      if (found && JSON.stringify(head) === found.head) return deserialize(found.body) as TwinFit;
      isThere = false;
      await remove();
      return null;
    },
    async write(fit, seen) {
      if (seen !== changes) return;
      const body = serialize(fit);
      const { historyDigest: history } = fit.twin;
      const head: Head = { ...expected, history, sha256: sha256(body) };
      isThere = true;
      const content = Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body]);
      await inTurn(() => writeDurably(file, content)).catch(onFailure);
    },
    forget() {
      changes += 1;
      if (!isThere) return;
      isThere = false;
      void remove();
    },
    async settled() {
      await last;
    },
  };
}

async function contentOf(file: string): Promise<Buffer | null> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
}

function contentIn(content: Buffer): { head: string; body: Buffer } | null {
  const end = content.indexOf("\n");
  return end < 0
    ? null
    : { head: content.subarray(0, end).toString(), body: content.subarray(end + 1) };
}
