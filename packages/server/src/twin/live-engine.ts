import type {
  Catalogue,
  ChallengeCause,
  History,
  LiveEngine,
  LiveLook,
  LiveNews,
  TwinFit,
} from "@cdp-whatif/core";
import { type CallThread, startCallThread } from "../thread/call-thread.js";
import { fitInThread } from "./fit-in-thread.js";
import { columnsOf } from "./history-columns.js";
import type { KeptFit } from "./kept-fit.js";

/** What the thread that follows a history is asked. */
export type LiveQuestion =
  | { readonly kind: "begin"; readonly fit: TwinFit; readonly history: History }
  | { readonly kind: "look"; readonly history: History; readonly refitDays: number }
  | { readonly kind: "challenge"; readonly fit: TwinFit; readonly cause: ChallengeCause };

/** What it answers. */
export type LiveReply =
  | { readonly kind: "begun" }
  | { readonly kind: "looked"; readonly look: LiveLook | null }
  | { readonly kind: "challenged"; readonly news: readonly LiveNews[] };

/** What the engine works with. */
export interface ThreadEngineOptions {
  readonly history: (query?: { readonly fromDay?: number }) => Promise<History>;
  readonly catalogue: Catalogue;
  readonly signal: AbortSignal;
  /** Resolves once the data have been quiet for a while: a fit in the middle of an import would be thrown away. */
  readonly quiet: () => Promise<void>;
  /** Called where what was read is not needed any more: before a fit, which needs memory of its own, and after a look. */
  readonly release?: () => void;
  /** A fit of the same history from before is taken instead of another. */
  readonly kept?: KeptFit | undefined;
  readonly refitDays?: number;
}

type LiveThread = CallThread<LiveQuestion, LiveReply>;

/** A live twin's engine whose fits and looks run in threads; the one that follows starts with the first look. */
export function createThreadEngine({
  history,
  catalogue,
  signal,
  quiet,
  release,
  kept,
  refitDays = 28,
}: ThreadEngineOptions): LiveEngine & { close(): Promise<void> } {
  let begun: TwinFit | null = null;
  let thread: LiveThread | null = null;
  let since: number | undefined;

  const past = async (fit: TwinFit | null) => {
    const panel = fit?.learnt.panel;
    return history(panel?.cut ? { fromDay: panel.firstDay } : {});
  };
  const fitOf = (past: History, breakDay?: number): Promise<TwinFit> => {
    const task = { history: past, catalogue };
    release?.();
    return fitInThread(breakDay === undefined ? task : { ...task, breakDay }, { signal });
  };
  const first = async (): Promise<TwinFit> => {
    const seen = kept?.changes() ?? 0;
    const past = await history();
    const known = await kept?.read(past.digest);
    if (known) return known;
    const fit = await fitOf(past);
    await kept?.write(fit, seen);
    return fit;
  };
  const following = async (fit: TwinFit): Promise<LiveThread> => {
    if (thread) return thread;
    const started: LiveThread = startCallThread("live", {
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
      onEnd() {
        if (thread === started) thread = null;
      },
    });
    thread = started;
    const beginning = await past(fit);
    await started.call({ kind: "begin", fit, history: beginning }, columnsOf(beginning));
    return started;
  };

  const lookBy = async (follower: LiveThread, fit: TwinFit): Promise<LiveReply> => {
    const now = await past(fit);
    return follower.call({ kind: "look", history: now, refitDays }, columnsOf(now));
  };

  return {
    async begin() {
      await quiet();
      const fit = await first();
      await thread?.end();
      thread = null;
      begun = fit;
      return { twin: fit.twin, drift: null, trial: null, unseen: [] };
    },
    async look() {
      if (begun === null) return null;
      const follower = await following(begun);
      const reply = await lookBy(follower, begun);
      release?.();
      const look = reply.kind === "looked" ? reply.look : null;
      since = look?.drift?.since;
      return look;
    },
    async challenge(cause) {
      const fit = await fitOf(await history(), cause === "drift" ? since : undefined);
      const reply = await thread?.call({ kind: "challenge", fit, cause });
      return reply?.kind === "challenged" ? reply.news : [];
    },
    async close() {
      await thread?.end();
    },
  };
}
