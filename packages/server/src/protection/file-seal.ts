import type { StoreKeys } from "@cdp-whatif/core/seal";

/** How texts stand in small files of the server: as they are, or sealed. */
export interface FileSeal {
  /** @param name - of the file; the text opens in no other */
  seal(text: string, name: string): string | Uint8Array;
  /** @throws CoreError `sealed_data_changed` */
  open(content: Uint8Array, name: string): string;
}

/** Texts as they are. */
export const plainFiles: FileSeal = {
  seal: (text) => text,
  open: (content) => Buffer.from(content).toString(),
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
  };
}
