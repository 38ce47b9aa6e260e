import { type FileHandle, open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

const NAME = /^audit-(\d{4}-\d{2}-\d{2})-(\d{12})(?:-\d+)?\.jsonl$/;

/** A file of a log: the day that it was begun on, in UTC, and the number of its first entry. */
export interface AuditFile {
  readonly name: string;
  readonly path: string;
  readonly day: string;
  readonly first: number;
}

/** Makes the file that begins with an entry; where one of that name was broken, beside it. */
export async function makeAuditFile(
  folder: string,
  { day, first }: Pick<AuditFile, "day" | "first">,
): Promise<{ readonly file: AuditFile; readonly handle: FileHandle }> {
  for (let copy = 1; ; copy += 1) {
    const number = String(first).padStart(12, "0");
    const name = `audit-${day}-${number}${copy === 1 ? "" : `-${copy}`}.jsonl`;
    const path = join(folder, name);
    try {
      return { file: { name, path, day, first }, handle: await open(path, "wx+", 0o600) };
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
  }
}

/** The files of a log, oldest first; none where the folder is not there. */
export async function auditFiles(folder: string): Promise<AuditFile[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return names
    .flatMap((name) => {
      const [, day, first] = NAME.exec(name) ?? [];
      if (day === undefined) return [];
      return [{ name, path: join(folder, name), day, first: Number(first) }];
    })
    .sort(
      (a, b) => a.first - b.first || a.name.length - b.name.length || (a.name < b.name ? -1 : 1),
    );
}

/** Files of which all entries are older than a day; the last one is never among them. */
export function agedFiles(files: readonly AuditFile[], beforeDay: string): AuditFile[] {
  // A file may go on for as long as the day of the next one.
  return files.filter((_, i) => {
    const next = files[i + 1];
    return next !== undefined && next.day < beforeDay;
  });
}

export async function removeFiles(files: readonly AuditFile[]): Promise<void> {
  for (const { path } of files) await rm(path, { force: true });
}
