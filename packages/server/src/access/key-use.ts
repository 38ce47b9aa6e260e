import { readFileSync } from "node:fs";
import * as z from "zod";
import { writeDurably } from "../notify/write-durably.js";

const Uses = z.record(z.string(), z.iso.datetime());

/** When each key was used last, as far as that was written. */
export type KeyUses = Readonly<Record<string, string>>;

/** The file beside `keys.json` that says when each key was used last; only servers write it, so that no change of a key is lost. */
export const usesPath = (keysPath: string): string => keysPath.replace(/(\.json)?$/, "-used.json");

/** What was written about uses; nothing when it cannot be read, since nothing depends on it. */
export function readUses(keysPath: string): KeyUses {
  try {
    const found = Uses.safeParse(JSON.parse(readFileSync(usesPath(keysPath), "utf8")));
    return found.success ? found.data : {};
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && "code" in error)) return {};
    throw error;
  }
}

/** Writes uses down beside those that other servers wrote; the later of two stands. */
export async function writeUses(
  keysPath: string,
  uses: ReadonlyMap<string, number>,
): Promise<void> {
  const merged: Record<string, string> = { ...readUses(keysPath) };
  for (const [id, at] of uses) {
    const known = merged[id];
    if (known === undefined || Date.parse(known) < at) merged[id] = new Date(at).toISOString();
  }
  await writeDurably(usesPath(keysPath), `${JSON.stringify(merged, null, 2)}\n`);
}
