import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { StoreKeys } from "@cdp-whatif/core/seal";
import { writeDurably } from "../notify/write-durably.js";

/** How texts stand in small files of the server: as they are, or sealed. */
export interface FileSeal {
  /** @param name - of the file; the text opens in no other */
  seal(text: string, name: string): string | Uint8Array;
  /** @throws CoreError `sealed_data_changed` */
  open(content: Uint8Array, name: string): string;
  /** Whether it stands as it would be written now. */
  isCurrent(content: Uint8Array): boolean;
}

/** Texts as they are. */
export const plainFiles: FileSeal = {
  seal: (text) => text,
  open: (content) => Buffer.from(content).toString(),
  isCurrent: () => true,
};

/** Texts sealed with the keys of the store that the files lie beside. */
export function sealedFiles(keys: StoreKeys | null | undefined, purpose: string): FileSeal {
  if (keys === null || keys === undefined) return plainFiles;
  return {
    seal: (text, name) => keys.sealer(purpose).seal(Buffer.from(text), name),
    open: (content, name) =>
      keys
        .sealer(purpose)
        .open(content, { bound: name, where: `${purpose}/${name}` })
        .toString(),
    isCurrent: (content) => keys.sealer(purpose).isCurrent(content),
  };
}

/** Seals the files of a folder again that another key than the current one seals; nobody else may write there. */
export async function resealFolder(folder: string, seal: FileSeal): Promise<void> {
  if (!existsSync(folder)) return;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".json")) continue;
    await resealFile(join(entry.parentPath, entry.name), seal);
  }
}

/** Seals a file again if another key than the current one seals it. */
export async function resealFile(path: string, seal: FileSeal): Promise<void> {
  const content = await readFile(path);
  if (seal.isCurrent(content)) return;
  const name = basename(path);
  await writeDurably(path, seal.seal(seal.open(content, name), name));
}
