import { mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { CoreError } from "../error.js";
import { generateMarket } from "../synthetic/generate-market.js";
import type { PlanOptionsInput } from "../synthetic/plan-options.js";
import type { Truth } from "../synthetic/truth.js";

const CHARACTERS_PER_WRITE = 262144;

/** One file that was written. */
export interface WrittenFile {
  readonly name: string;
  readonly path: string;
  readonly lines: number;
  readonly bytes: number;
}

/** What {@link generateFiles} wrote: the data files, `truth.json` and `catalogue.json`. */
export interface GeneratedFiles {
  readonly truth: Truth;
  readonly files: readonly WrittenFile[];
}

/** How far a file has come; the last call for a file has `done`. */
export interface GenerateProgress {
  readonly name: string;
  readonly lines: number;
  readonly bytes: number;
  readonly done: boolean;
}

/**
 * Writes a generated market into a folder: what cannot have lines (customers without customers) is not written.
 *
 * @remarks Each file is written beside its place and renamed when it is whole; files of these names from
 * another run are replaced, or removed where this run has none. Memory does not grow with the number of lines.
 * @param folder - made when it is missing
 * @param options - see `PlanOptions`, and `onProgress`, called after about every 256 KiB
 * @throws CoreError `invalid_input`, `file_unreadable` when the folder cannot be written, `store_full`
 */
export async function generateFiles(
  folder: string,
  { onProgress, ...options }: PlanOptionsInput & { onProgress?: (at: GenerateProgress) => void },
): Promise<GeneratedFiles> {
  const { truth, catalogue, files } = generateMarket(options);
  const written: WrittenFile[] = [];
  await orWhyNot(folder, async () => {
    await mkdir(folder, { recursive: true });
    for (const { name, lines } of files) {
      const file = await writeLines(join(folder, name), { name, lines: lines(), onProgress });
      if (file !== null) written.push(file);
    }
    for (const [name, content] of Object.entries({ truth, catalogue })) {
      const lines = JSON.stringify(content, null, 2).split("\n");
      const path = join(folder, `${name}.json`);
      const file = await writeLines(path, { name: `${name}.json`, lines, onProgress });
      if (file !== null) written.push(file);
    }
  });
  return { truth, files: written };
}

interface Writing {
  readonly name: string;
  readonly lines: Iterable<string>;
  readonly onProgress: ((at: GenerateProgress) => void) | undefined;
}

/** Writes lines, whole or not at all; without any line the file is removed and null returned. */
async function writeLines(
  path: string,
  { name, lines, onProgress }: Writing,
): Promise<WrittenFile | null> {
  const unfinished = `${path}.part`;
  const file = await open(unfinished, "w");
  let count = 0;
  let bytes = 0;
  try {
    let waiting = "";
    const flush = async () => {
      const chunk = Buffer.from(waiting);
      waiting = "";
      // Not `write`, which may write a part of it.
      await file.appendFile(chunk);
      bytes += chunk.byteLength;
    };
    for (const line of lines) {
      waiting += `${line}\n`;
      count++;
      if (waiting.length < CHARACTERS_PER_WRITE) continue;
      await flush();
      onProgress?.({ name, lines: count, bytes, done: false });
    }
    await flush();
    await file.sync();
    await file.close();
    if (count === 0) {
      await rm(path, { force: true });
      return null;
    }
    await rename(unfinished, path);
  } finally {
    await file.close();
    await rm(unfinished, { force: true });
  }
  onProgress?.({ name, lines: count, bytes, done: true });
  return { name, path, lines: count, bytes };
}

async function orWhyNot(folder: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (error instanceof CoreError || code === "") throw error;
    throw new CoreError(
      code === "ENOSPC" || code === "EDQUOT" ? "store_full" : "file_unreadable",
      `found ${code} while writing into ${folder}, expected a folder with room that can be written`,
      [],
      { cause: error },
    );
  }
}
