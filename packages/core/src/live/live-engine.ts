import { learnTwin, type TwinFit, type TwinOptions } from "../model/index.js";
import type { History } from "../schema/history.js";
import type { Twin } from "../schema/twin.js";
import type { ChallengeCause, Drift, LiveNews, LiveState, Trial } from "./live-state.js";
import { startState, stepLive, withChallenger } from "./step.js";

/** How a live twin stands. */
export interface LiveView {
  readonly twin: Twin;
  readonly drift: Drift | null;
  readonly trial: Trial | null;
  /** Cells that wait for another fit. */
  readonly unseen: readonly string[];
}

/** What a live twin's work is done by: here, or in threads. */
export interface LiveEngine {
  /** Fits anew and starts from there. @throws CoreError as `fitTwin` does */
  begin(): Promise<LiveView>;
  /**
   * Looks at the history again.
   *
   * @returns null where only `begin` can go on
   */
  look(): Promise<LiveLook | null>;
  /** Fits a challenger in the background and lets it step up. */
  challenge(cause: ChallengeCause): Promise<readonly LiveNews[]>;
}

/** A view with what happened, and the challenger that should be fitted now. */
export interface LiveLook extends LiveView {
  readonly news: readonly LiveNews[];
  readonly wanted: ChallengeCause | null;
}

/** `breakDay`: day (since 1970-01-01) from which levels are others than before. */
export type LiveFitOptions = Pick<TwinOptions, "breakDay">;

/** What an engine that works here needs. */
export interface LiveEngineOptions {
  /** What is known from a day (since 1970-01-01) on; all of it without one. A store's `history` is one. */
  readonly history: (query?: { readonly fromDay?: number }) => Promise<History>;
  /** Fits; at once unless told: `startAnalyst().fit("liveTwin", history, options)` does it in a thread. */
  readonly fit?: (history: History, options: LiveFitOptions) => Promise<TwinFit>;
  /** Days after which a fit is challenged by a fresh one, 28 unless told. */
  readonly refitDays?: number;
  /** Goes on from here instead of fitting anew. */
  readonly state?: LiveState;
}

/** An engine that works here; `state()` is what another may go on from. */
export function createLiveEngine({
  history,
  fit: fitNow = async (past, options) => learnTwin(past, options),
  refitDays = 28,
  state: given,
}: LiveEngineOptions): LiveEngine & { state(): LiveState | null } {
  let state: LiveState | null = given ?? null;
  return {
    state: () => state,
    async begin() {
      const past = await history();
      const learnt = await fitNow(past, {});
      state = startState(learnt, past);
      return { twin: learnt.twin, drift: null, trial: null, unseen: [] };
    },
    async look() {
      if (state === null) return null;
      const past = await history(querySince(state));
      const step = stepLive(state, past, { refitDays });
      if (step === null) return null;
      const { state: next, ...seen } = step;
      state = next;
      return { ...seen, drift: next.drift };
    },
    async challenge(cause) {
      const past = await history();
      const since = cause === "drift" ? state?.drift?.since : undefined;
      const learnt = await fitNow(past, since === undefined ? {} : { breakDay: since });
      if (state === null) return [];
      const challenged = withChallenger(state, { fit: learnt, cause });
      state = challenged.state;
      return challenged.news;
    },
  };
}

/** Where the history begins that a state is followed on; all of it counts where the fit left nothing out. */
export function querySince({ champion, challenger }: LiveState): { fromDay?: number } {
  const panels = [champion, ...(challenger ? [challenger.fit] : [])].map(
    ({ learnt }) => learnt.panel,
  );
  if (!panels.every(({ cut }) => cut)) return {};
  return { fromDay: Math.min(...panels.map(({ firstDay }) => firstDay)) };
}
