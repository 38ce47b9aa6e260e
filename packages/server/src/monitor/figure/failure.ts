import type { TargetState } from "../record/observation.js";
import type { Span } from "../record/watch-span.js";
import { clip, type Interval, lengthOf, without } from "./interval.js";

/** Time from the first sight of a target that is not up to the first sight of it up again. */
export interface Failure extends Interval {
  /** False while it lasts. */
  readonly ended: boolean;
  /** Worst state that was seen. */
  readonly state: TargetState;
  /** Time that it was down outside of maintenance and within the window, ms. */
  readonly downMs: number;
  /** Of the time between its ends, what nobody watched, ms. */
  readonly unknownMs: number;
  readonly detectionMs: number | null;
}

/** Which states are an outage. */
export type IsDown = (state: TargetState) => boolean;

/**
 * The failures that have a part in a window outside of maintenance. Time that nobody watched neither ends nor begins one.
 *
 * @param spans - in order, without overlaps
 * @param options.planned - maintenance, in order and without overlaps
 */
export function failuresIn(
  spans: readonly Span[],
  { window, planned, isDown }: { window: Interval; planned: readonly Interval[]; isDown: IsDown },
): Failure[] {
  return groups(spans, isDown).flatMap(({ parts, to, ended }) => {
    const [first] = parts;
    if (first === undefined) return [];
    const down = parts
      .filter(({ state }) => isDown(state))
      .flatMap((part) => clip(part, window) ?? [])
      .flatMap((part) => without(part, planned));
    if (down.length === 0) return [];
    const worst = parts.some(({ state }) => state === "down") ? "down" : first.state;
    return {
      from: first.from,
      to,
      ended,
      state: worst,
      downMs: lengthOf(down),
      unknownMs: lengthOf(parts.filter(({ state }) => state === "unknown")),
      detectionMs: first.detectionMs,
    };
  });
}

interface Group {
  readonly parts: Span[];
  to: number;
  ended: boolean;
}

function groups(spans: readonly Span[], isDown: IsDown): Group[] {
  const found: Group[] = [];
  let open: Group | undefined;
  for (const span of spans) {
    if (isDown(span.state)) {
      if (open === undefined) {
        open = { parts: [], to: span.to, ended: false };
        found.push(open);
      }
      open.parts.push(span);
      open.to = span.to;
    } else if (span.state === "unknown") {
      open?.parts.push(span);
      if (open !== undefined) open.to = span.to;
    } else if (open !== undefined) {
      open.to = span.from;
      open.ended = true;
      open = undefined;
    }
  }
  return found;
}
