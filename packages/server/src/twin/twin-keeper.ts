import { CoreError, type ErrorCode, type History, type Twin } from "@cdp-whatif/core";

/** How it stands with the twin: `absent` says what is missing, `failed` what went wrong. */
export type TwinState =
  | { readonly status: "fitting" }
  | { readonly status: "ready" }
  | { readonly status: "given" }
  | { readonly status: "absent"; readonly reason: string }
  | { readonly status: "failed"; readonly reason: string };

/** Holds the twin that questions are asked of and keeps it up with the store. */
export interface TwinKeeper {
  current(): Twin | null;
  state(): TwinState;
  /** Rises with every new twin. */
  version(): number;
  /** Says that a fit is about to begin. */
  announce(): void;
  /** Fits now; resolves when this fit is done, whatever came of it. */
  refit(): Promise<void>;
  /** Fits once nothing has changed for a while. */
  changed(): void;
  close(): Promise<void>;
}

/** What the keeper works with. */
export interface TwinKeeperOptions {
  readonly history: () => Promise<History>;
  readonly fit: (history: History) => Promise<Twin>;
  /** A twin from outside: it stands, and nothing is fitted. */
  readonly given?: Twin | undefined;
  /** Called with every new twin. */
  readonly onTwin?: (twin: Twin) => void;
  readonly onFailure?: (error: unknown) => void;
  readonly debounceMs?: number;
}

/** Codes that say that the data are too few, not that something broke. */
const TOO_LITTLE: readonly ErrorCode[] = [
  "no_data",
  "too_few_rows",
  "no_variation",
  "not_positive_definite",
];

/** Creates a keeper with the given twin, or with none until `refit`. */
export function createTwinKeeper({
  history,
  fit,
  given,
  onTwin,
  onFailure,
  debounceMs = 2000,
}: TwinKeeperOptions): TwinKeeper {
  let twin: Twin | null = null;
  let state: TwinState = { status: "absent", reason: "nothing has been fitted yet" };
  let version = 0;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  let closed = false;

  const take = (next: Twin, status: "ready" | "given") => {
    twin = next;
    version += 1;
    state = { status };
    onTwin?.(next);
  };
  const fitOnce = async () => {
    if (twin === null) state = { status: "fitting" };
    try {
      const past = await history();
      if (past.cells.length === 0)
        throw new CoreError("no_data", "no behaviour records are stored");
      const next = await fit(past);
      if (!closed) take(next, "ready");
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (closed) return;
      const tooLittle = error instanceof CoreError && TOO_LITTLE.includes(error.code);
      if (twin === null) state = { status: tooLittle ? "absent" : "failed", reason };
      if (!tooLittle) onFailure?.(error);
    }
  };
  const loop = async () => {
    do {
      again = false;
      await fitOnce();
    } while (again && !closed);
    running = undefined;
  };
  const refit = (): Promise<void> => {
    if (given !== undefined || closed) return Promise.resolve();
    if (running === undefined) running = loop();
    else again = true;
    return running;
  };

  if (given !== undefined) take(given, "given");
  return {
    current: () => twin,
    state: () => state,
    version: () => version,
    announce() {
      if (twin === null) state = { status: "fitting" };
    },
    refit,
    changed() {
      clearTimeout(timer);
      timer = setTimeout(() => void refit(), debounceMs);
      timer.unref();
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await running;
    },
  };
}
