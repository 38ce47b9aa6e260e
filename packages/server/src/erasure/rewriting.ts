import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Writes the store's file anew some time after customers were erased. */
export interface Rewriting {
  /** Somebody was erased: remembered on disk, so that a crash in between loses it not. */
  asked(): Promise<void>;
  /** Does it now if it was asked for. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

/** What does it, and when. */
export interface RewritingOptions {
  readonly rewrite: () => Promise<void>;
  /** Folder that remembers it. */
  readonly folder: string;
  /** How long after the last erasure, ms: several in a row cost one rewriting. */
  readonly delayMs?: number;
  readonly onDone?: () => void;
  readonly onFailure?: (error: unknown) => void;
}

const MARK = "erasure-pending";

/** Goes on with what a process before this one left undone. */
export function createRewriting(options: RewritingOptions): Rewriting {
  const { rewrite, folder, delayMs = 60_000, onDone, onFailure } = options;
  const mark = join(folder, MARK);
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();
  const finish = () => {
    clearTimeout(timer);
    const turn = last.then(async () => {
      if (!existsSync(mark)) return;
      await rewrite();
      await rm(mark, { force: true });
      onDone?.();
    });
    last = turn.catch(() => undefined);
    return turn;
  };
  const arm = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      finish().catch((error: unknown) => {
        onFailure?.(error);
        arm();
      });
    }, delayMs);
    timer.unref();
  };
  if (existsSync(mark)) arm();
  return {
    async asked() {
      await writeFile(
        mark,
        "The store is written anew, so that nothing of who was erased is left in it.\n",
      );
      arm();
    },
    finish,
    async close() {
      await finish().catch((error: unknown) => onFailure?.(error));
    },
  };
}
