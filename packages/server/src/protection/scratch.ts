import { randomBytes } from "node:crypto";
import { open } from "node:fs/promises";
import { PassThrough, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { SCRATCH } from "@cdp-whatif/core/node";
import { type DataKey, sealStream } from "@cdp-whatif/core/seal";

/** A file in which something waits to be read once. */
export interface Scratch {
  /** What it is sealed with: a key that is nowhere but in memory. */
  readonly key: DataKey | undefined;
  write(chunk: Uint8Array): Promise<void>;
  /** Ends it; it may be read now. */
  end(): Promise<void>;
  /** Ends it, whatever became of it. */
  abandon(): Promise<void>;
}

/** Makes a file that only this user can read; sealed, only this process. */
export async function openScratch(path: string, sealed: boolean): Promise<Scratch> {
  const file = await open(path, "wx", 0o600);
  if (!sealed) {
    return {
      key: undefined,
      write: (chunk) => file.writeFile(chunk),
      end: () => file.close(),
      abandon: () => file.close(),
    };
  }
  const key = { id: randomBytes(4).toString("hex"), bytes: randomBytes(32) };
  const plain = new PassThrough({ highWaterMark: 2 ** 20 });
  const written = pipeline(
    Readable.from(sealStream(plain, { key, purpose: SCRATCH })),
    file.createWriteStream(),
  );
  written.catch(() => undefined);
  return {
    key,
    async write(chunk) {
      if (plain.write(chunk)) return;
      await Promise.race([new Promise((resolve) => plain.once("drain", resolve)), written]);
    },
    async end() {
      plain.end();
      await written;
    },
    async abandon() {
      plain.destroy();
      await written.catch(() => undefined);
    },
  };
}
