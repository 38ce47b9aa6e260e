import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import type { MonitorClock } from "./clock.js";
import { probe } from "./probe/probe.js";
import { writeAbout } from "./record/about.js";
import { lockFolder } from "./record/lock.js";
import { openRecord, type Retention } from "./record/record-writer.js";
import { runRounds } from "./watch/rounds.js";
import { createWatcher, type Look } from "./watch/watcher.js";

/** What a monitor watches, and how. */
export interface MonitorOptions {
  /** Origin and base path of the server. */
  readonly target: URL;
  readonly folder: string;
  readonly everyMs: number;
  readonly timeoutMs: number;
  readonly key?: string | undefined;
  readonly degradedIsUp: boolean;
  readonly retention: Retention;
  readonly clock: MonitorClock;
  /** Told in a sentence of what changes. */
  readonly tell: (sentence: string) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
}

const TIDY_MS = 3_600_000;

/**
 * Watches a target until the signal is aborted.
 *
 * @throws CoreError `store_locked` when another monitor has the folder
 */
export async function runMonitor(options: MonitorOptions): Promise<void> {
  const { target, folder, everyMs, timeoutMs, key, clock, tell, signal } = options;
  await mkdir(folder, { recursive: true, mode: 0o750 });
  const boot = randomBytes(4).toString("hex");
  const { now, elapsed } = clock;
  const lock = await lockFolder(folder, { boot, now, staleMs: 3 * everyMs });
  try {
    const writer = await openRecord(folder, { retention: options.retention });
    for (const sentence of writer.mended) tell(sentence);
    await writeAbout(folder, {
      target: target.origin + target.pathname,
      everyMs,
      degradedIsUp: options.degradedIsUp,
      boot,
      startedAt: now(),
    });
    const changes = tellChanges(tell);
    const failed = (what: string) => (error: unknown) =>
      tell(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    const watcher = createWatcher({
      clock,
      writer,
      boot,
      everyMs,
      probe: () => probe({ target, timeoutMs, key, elapsed, signal }),
      onLook: changes,
      onFailure: failed("the round could not be stored, and waits in memory"),
    });
    let tidied = Number.NEGATIVE_INFINITY;
    await runRounds({
      clock,
      everyMs,
      signal,
      async round(lateMs) {
        await watcher.look("round", lateMs);
        await lock.renew();
        if (elapsed() - tidied < TIDY_MS) return;
        tidied = elapsed();
        await writer.tidy(now()).catch(failed("the record could not be tidied"));
      },
    });
    watcher.note({ kind: "stop", state: "unknown", target: null });
    writer.close();
  } finally {
    await lock.release();
  }
}

/** Tells of each change of the target's state, and of restarts. */
function tellChanges(tell: (sentence: string) => void): (look: Look) => void {
  let last: Look["observation"] | undefined;
  return ({ observation }) => {
    const { at, state, kind, reason, target, lateMs } = observation;
    const time = new Date(at).toISOString();
    const because = reason === undefined ? "" : ` (${reason})`;
    if (kind !== "stop" && state !== last?.state) tell(`${time} ${state}${because}`);
    if (lateMs !== undefined) tell(`${time} this round came ${Math.round(lateMs / 1000)} s late`);
    const known = last?.target ?? null;
    if (known !== null && target !== null && known !== target) {
      tell(`${time} the target was restarted: its boot id is ${target}, it was ${known}`);
    }
    last = { ...observation, target: target ?? known };
  };
}
