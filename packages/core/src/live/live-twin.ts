import { CoreError } from "../error.js";
import type { LiveEngine, LiveLook, LiveView } from "./live-engine.js";
import type { ChallengeCause, LiveNews } from "./live-state.js";
import { compareTwins } from "./twin-change.js";

/** What a live twin works with. */
export interface LiveTwinOptions {
  /** Does the work: `createLiveEngine({ history })` here, something of the same shape elsewhere. */
  readonly engine: LiveEngine;
  /** Told of each twin that takes the place of another, with what happened. */
  readonly onChange?: (now: LiveAnswer) => void;
  /** Told of a background fit that failed; the champion goes on. */
  readonly onFailure?: (error: unknown) => void;
}

/** A live twin at a moment. */
export interface LiveAnswer extends LiveView {
  /** Rises by one with each twin that takes the place of another. */
  readonly version: number;
  readonly news: readonly LiveNews[];
}

/**
 * A twin that keeps up with its history: records move its cells at once, a fit only replaces another when it was better.
 */
export interface LiveTwin {
  /** Null before the first `update` is done. */
  current(): LiveAnswer | null;
  /**
   * Says that the history changed; calls that come while one is worked on are answered by the one after it.
   *
   * @returns the twin as it is then
   * @throws CoreError as `fitTwin` does where only a fit can go on, `aborted` after `close`
   */
  update(): Promise<LiveAnswer>;
  /** Waits for the challenger that is being fitted, if any. */
  settled(): Promise<void>;
  /** Stops: what is worked on meanwhile is dropped. */
  close(): void;
}

/** Creates a live twin; its first `update` fits it, unless its engine goes on from a state. */
export function createLiveTwin({ engine, onChange, onFailure }: LiveTwinOptions): LiveTwin {
  let answer: LiveAnswer | null = null;
  let running: Promise<LiveAnswer> | null = null;
  let next: Promise<LiveAnswer> | null = null;
  let fitting: Promise<void> | null = null;
  let closed = false;

  const expectOpen = () => {
    if (closed) throw new CoreError("aborted", "the live twin was closed");
  };
  const publish = (view: LiveView & { readonly news: readonly LiveNews[] }): LiveAnswer => {
    expectOpen();
    answer = { ...view, version: (answer?.version ?? 0) + 1 };
    onChange?.(answer);
    return answer;
  };
  const begin = async (): Promise<LiveAnswer> => {
    const view = await engine.begin();
    const before = answer?.twin;
    const cause = before ? "structure" : "start";
    const changes = before ? compareTwins(before, view.twin) : [];
    return publish({ ...view, news: [{ kind: "refitted", cause, changes }] });
  };
  const challengeBy = async (cause: ChallengeCause): Promise<void> => {
    try {
      const news = await engine.challenge(cause);
      if (answer && !closed) publish({ ...answer, news });
    } catch (error) {
      if (!closed) onFailure?.(error);
    } finally {
      fitting = null;
    }
  };
  const look = async (): Promise<LiveAnswer> => {
    expectOpen();
    const seen: LiveLook | null = await engine.look();
    if (seen === null) return begin();
    const { wanted, ...view } = seen;
    const now = publish(view);
    if (wanted && fitting === null) fitting = challengeBy(wanted);
    return now;
  };
  const run = (): Promise<LiveAnswer> => {
    running = look().finally(() => {
      running = null;
    });
    return running;
  };
  const runAfter = async (before: Promise<LiveAnswer>): Promise<LiveAnswer> => {
    await Promise.allSettled([before]);
    next = null;
    return run();
  };

  return {
    current: () => answer,
    update() {
      if (running === null) return run();
      next ??= runAfter(running);
      return next;
    },
    async settled() {
      await fitting;
    },
    close() {
      closed = true;
    },
  };
}
