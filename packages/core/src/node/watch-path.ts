import { type FSWatcher, watch } from "node:fs";

/** Notices of changes, where the system gives any: only a hint to look sooner. */
export interface Notice {
  /** Resolves at the next change. */
  next(): Promise<void>;
  close(): void;
}

/** Watches a folder, or is silent where that cannot be done. */
export function watchPath(folder: string): Notice {
  let wake = () => {};
  let watcher: FSWatcher | null = null;
  try {
    watcher = watch(folder, { persistent: false }, () => wake());
    // It is looked at from time to time anyway.
    watcher.on("error", () => watcher?.close());
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
  }
  return {
    next: () =>
      new Promise((resolve) => {
        wake = resolve;
      }),
    close: () => watcher?.close(),
  };
}
