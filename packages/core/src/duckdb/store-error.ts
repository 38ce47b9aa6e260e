import { CoreError, reasonOf } from "../error.js";

/** Patterns of the engine's messages, first match wins, and what a person can do about each. */
const CAUSES = [
  {
    pattern: /Could not set lock|Conflicting lock|being used by another process/i,
    code: "store_locked",
    advice: "another process has it open; stop that process, or give this one another file",
  },
  {
    pattern:
      /No space left|Could not write (all|file)|disk quota|max_temp_directory_size|File too large/i,
    code: "store_full",
    advice: "free some space and run the same command again: what was acknowledged is kept",
  },
  {
    pattern:
      /not a valid DuckDB database|Serialization Error|database file version|storage version|checksum/i,
    code: "store_unavailable",
    advice:
      "expected a DuckDB file written by this program; give another path, or restore the file",
  },
  {
    pattern: /Permission denied|Read-only file system|read-only mode/i,
    code: "store_unavailable",
    advice: "expected to be allowed to read and write it and its folder",
  },
  {
    pattern: /No such file or directory|Cannot open file|Is a directory/i,
    code: "store_unavailable",
    advice: "expected a file in a folder that exists",
  },
] as const;

/**
 * The engine's failure as an error that names the path as it was given, what the engine said, and what to do.
 *
 * @param doing - what was attempted, e.g. `open` or `write to`
 */
export function storeError(cause: unknown, { path, doing }: { path: string; doing: string }) {
  if (cause instanceof CoreError) return cause;
  const said = reasonOf(cause);
  const known = CAUSES.find(({ pattern }) => pattern.test(said));
  const [firstLine = ""] = said.split("\n");
  const advice = known?.advice ?? "see what the database said";
  return new CoreError(
    known?.code ?? "store_unavailable",
    `cannot ${doing} the store ${path}: ${firstLine.trim()}; ${advice}`,
    [],
    { cause },
  );
}
