import { statfs } from "node:fs/promises";

/** Share of the volume of a folder that is in use, 0–100, as `df` counts it. */
export async function diskPercent(folder: string): Promise<number> {
  const { blocks, bfree, bavail } = await statfs(folder);
  const used = blocks - bfree;
  return used + bavail > 0 ? (100 * used) / (used + bavail) : 0;
}
