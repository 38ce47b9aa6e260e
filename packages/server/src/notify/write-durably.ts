import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** Writes a file whole or not at all; when it resolves, it survives a crash of the process and of the machine. */
export async function writeDurably(path: string, content: string | Uint8Array): Promise<void> {
  const half = `${path}.part`;
  const file = await open(half, "w", 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(half, path);
  await syncFolder(dirname(path));
}

/** Makes names in a folder durable, where the system can. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
