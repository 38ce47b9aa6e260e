import type { Look } from "./watcher.js";

/** Tells of each change of the target's state, of restarts and of late rounds. */
export function tellChanges(tell: (sentence: string) => void): (look: Look) => void {
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
