import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { type MasterKeys, type StoreKeys, sealStream, wrapKeySet } from "@cdp-whatif/core/seal";
import { syncFolder } from "../notify/write-durably.js";
import { VERSION } from "../version.js";
import { BACKUP, type BackupHeader, macOf, type Piece } from "./header.js";

/** A file that goes into a backup: its content, or where that lies and how many bytes of it there are. */
export type PieceSource = { readonly name: string } & (
  | { readonly content: Buffer }
  | { readonly path: string; readonly bytes: number }
);

/** What a backup is made of. */
export interface BackupParts {
  readonly store: BackupHeader["store"];
  readonly sources: readonly PieceSource[];
  readonly madeAt: number;
  /** Keys of a sealed store, and the master key that wraps them. */
  readonly sealing: { readonly keys: StoreKeys; readonly masters: MasterKeys } | null;
}

/** Writes a backup whole or not at all; when it resolves, it survives a crash of the machine. @returns its first line */
export async function writeBackup(path: string, parts: BackupParts): Promise<BackupHeader> {
  const { store, sources, madeAt, sealing } = parts;
  const pieces: Piece[] = [];
  for (const source of sources) {
    const bytes = "content" in source ? source.content.length : source.bytes;
    pieces.push({ name: source.name, bytes, sha256: await digestOf(source) });
  }
  const keys = sealing === null ? null : wrapKeySet(sealing.keys.set, sealing.masters.current);
  const about: Omit<BackupHeader, "mac"> = {
    format: "cdp-whatif-backup",
    version: 1,
    program: VERSION,
    made_at: new Date(madeAt).toISOString(),
    store,
    pieces,
    key: keys?.master ?? null,
    keys,
  };
  const header: BackupHeader = { ...about, mac: macOf(about, sealing?.keys ?? null) };
  const half = `${path}.part`;
  try {
    const file = await open(half, "w", 0o600);
    try {
      await file.writeFile(`${JSON.stringify(header)}\n`);
      for await (const chunk of payload(parts)) await file.writeFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(half, path);
  } catch (error) {
    await rm(half, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
  return header;
}

async function* contents(sources: readonly PieceSource[]): AsyncGenerator<Buffer> {
  for (const source of sources) {
    if ("content" in source) yield source.content;
    else if (source.bytes > 0) yield* createReadStream(source.path, { end: source.bytes - 1 });
  }
}

function payload({ sources, sealing }: BackupParts): AsyncIterable<Uint8Array> {
  const plain = contents(sources);
  const key = sealing?.keys.set.data.at(-1);
  return key === undefined ? plain : sealStream(plain, { key, purpose: BACKUP });
}

async function digestOf(source: PieceSource): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of contents([source])) hash.update(chunk);
  return hash.digest("hex");
}
