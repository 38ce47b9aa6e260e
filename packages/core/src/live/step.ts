import {
  advanceDrift,
  type DriftWatch,
  type FollowedTwin,
  followTwin,
  type TwinFit,
} from "../model/index.js";
import type { History } from "../schema/history.js";
import { dateOfDay } from "../schema/time-text.js";
import type { Twin } from "../schema/twin.js";
import type {
  ChallengeCause,
  Challenger,
  Drift,
  LiveNews,
  LiveState,
  Trial,
} from "./live-state.js";
import { trialOf } from "./trial.js";
import { compareTwins } from "./twin-change.js";
import { lookForDrift, watchSurprises } from "./watch-surprise.js";

/** Days after which a challenger that has not won is given up. */
const LONGEST_TRIAL = 56;

/** A live twin after a look at its history. */
export interface LiveStep {
  readonly state: LiveState;
  readonly twin: Twin;
  readonly trial: Trial | null;
  readonly news: readonly LiveNews[];
  /** A challenger that should be fitted now. */
  readonly wanted: ChallengeCause | null;
  /** Cells that wait for another fit. */
  readonly unseen: readonly string[];
}

/** What is settled by the caller. */
export interface StepOptions {
  /** A fit as old as this is challenged by a fresh one. */
  readonly refitDays: number;
}

/** A live twin at its beginning: the fit answers, and its own surprises say what is usual. */
export function startState(fit: TwinFit, history: History): LiveState {
  const followed = followTwin(fit, history);
  const watch = followed && watchSurprises(followed);
  const from = followed?.from ?? 0;
  return {
    champion: fit,
    challenger: null,
    usual: watch && { watch, from },
    watch,
    watchedFrom: from,
    watchedTo: from,
    drift: null,
  };
}

/**
 * Looks at a history: the twin follows it, complete days are watched for a change, a challenger is compared.
 *
 * A function of state and history alone: late, repeated and reordered records come to the same.
 *
 * @returns null where only another fit can go on: brands or cells are others than before
 */
export function stepLive(
  state: LiveState,
  history: History,
  { refitDays }: StepOptions,
): LiveStep | null {
  const champion = followTwin(state.champion, history);
  if (champion === null) return null;
  const until = completeTo(champion);
  const watched = watchOn(state, { champion, until });
  const tried = tryChallenger(watched.state, { history, champion, until });
  const { state: next, twin } = tried;
  const challenged = next.challenger !== null;
  const old = until - champion.from >= refitDays && !challenged && next.drift === null;
  const drifted = next.drift !== null && next.challenger?.cause !== "drift";
  return {
    state: next,
    twin: withDrift(twin, { drift: next.drift, until }),
    trial: tried.trial,
    news: [...watched.news, ...tried.news],
    wanted: drifted ? "drift" : old ? "age" : null,
    unseen: champion.unseen,
  };
}

/** A fit of now steps up against the champion; it is compared from the next complete day on. */
export function withChallenger(
  state: LiveState,
  { fit, cause }: { fit: TwinFit; cause: ChallengeCause },
): { state: LiveState; news: LiveNews[] } {
  const { firstDay, periodDays, periods } = fit.learnt.panel;
  const from = firstDay + periods * periodDays;
  const challenger: Challenger = { fit, cause, from };
  return { state: { ...state, challenger }, news: [{ kind: "challenged", cause, from }] };
}

/** The verdict of whatever is asked knows of a change that no fit has taken up yet. */
function withDrift(twin: Twin, { drift, until }: { drift: Drift | null; until: number }): Twin {
  if (drift === null) return twin;
  const { brand, persona, region, kind, since, size } = drift;
  const where = [persona, region].filter((one) => one !== null).join(", ");
  const series = where === "" ? brand : `${brand} (${where})`;
  const dates = { since: dateOfDay(since), found: dateOfDay(until) };
  return { ...twin, drift: [{ series, kind, size, ...dates }] };
}

/** Day before which every period is complete: the last one seen may still get records. */
function completeTo({ periods }: FollowedTwin): number {
  const seen = periods.filter(({ loss }) => loss !== null);
  return seen.at(-1)?.day ?? 0;
}

function watchOn(
  state: LiveState,
  { champion, until }: { champion: FollowedTwin; until: number },
): { state: LiveState; news: LiveNews[] } {
  const from = state.watchedTo;
  if (state.watch === null || until <= from) return { state, news: [] };
  const { watch, found } = lookForDrift(state.watch, {
    followed: champion,
    ...{ from, until, earliest: state.watchedFrom },
  });
  const [first] = found;
  // A change that is being dealt with alarms again until it has been.
  const drift = state.drift === null ? (first ?? null) : null;
  return {
    state: { ...state, watch, watchedTo: until, drift: drift ?? state.drift },
    news: drift ? [{ kind: "drift", drift }] : [],
  };
}

function tryChallenger(
  state: LiveState,
  { history, champion, until }: { history: History; champion: FollowedTwin; until: number },
): { state: LiveState; twin: Twin; trial: Trial | null; news: LiveNews[] } {
  const { challenger } = state;
  const stays = { state, twin: champion.twin, trial: null, news: [] };
  if (challenger === null) return stays;
  const followed = followTwin(challenger.fit, history);
  if (followed === null) return { ...stays, state: { ...state, challenger: null } };
  const trial = trialOf(challenger, { champion, challenger: followed, until });
  if (trial.replace) {
    const changes = compareTwins(champion.twin, followed.twin);
    const watch = state.usual && renewed(state.usual, { to: until, followed });
    return {
      state: {
        ...state,
        champion: challenger.fit,
        challenger: null,
        watch,
        watchedFrom: until,
        drift: null,
      },
      twin: followed.twin,
      trial,
      news: [{ kind: "promoted", trial, changes }],
    };
  }
  if (trial.days < LONGEST_TRIAL) return { ...stays, trial };
  return {
    state: { ...state, challenger: null, drift: null },
    twin: champion.twin,
    trial,
    news: [{ kind: "dismissed", trial }],
  };
}

/** The watch as the fit left it, moved on to a later day as if nothing had been seen since. */
function renewed(
  { watch, from }: NonNullable<LiveState["usual"]>,
  { to, followed }: { to: number; followed: FollowedTwin },
): DriftWatch {
  const periods = Math.max(0, Math.round((to - from) / followed.twin.periodDays));
  const nothing = new Array<null>(periods).fill(null);
  const names = Object.keys(watch.series);
  return advanceDrift(watch, Object.fromEntries(names.map((name) => [name, nothing]))).watch;
}
