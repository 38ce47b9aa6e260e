import type { TargetState } from "../record/observation.js";
import { appendSpan, type Span, unseenRestart, type WatchRun } from "../record/watch-span.js";

/** All spans of a record in the order in which they were watched, with what lies between its runs. */
export function joinRuns(runs: readonly WatchRun[]): {
  readonly spans: Span[];
  readonly restarts: WatchRun["restarts"];
} {
  const spans: Span[] = [];
  const restarts: WatchRun["restarts"] = [];
  let before: WatchRun | undefined;
  for (const run of runs) {
    if (before !== undefined) {
      appendSpan(spans, before.last, run.first);
      const restart = unseenRestart(before.last, run.first);
      if (restart !== null) restarts.push(restart);
    }
    for (const span of run.spans) {
      const previous = spans.at(-1);
      if (previous !== undefined && previous.state === span.state && previous.to === span.from)
        previous.to = span.to;
      else spans.push({ ...span });
    }
    restarts.push(...run.restarts);
    before = run;
  }
  return { spans, restarts };
}

/** Where a moment was watched twice, the later of these counts. */
const RANK: readonly TargetState[] = ["unknown", "up", "degraded", "critical", "down"];

/**
 * Spans in the order of the wall clock, without overlaps. Where the clock was set back, and time was watched twice, the
 * worse counts; what nobody watched is not better than what somebody did.
 */
export function flattenSpans(spans: readonly Span[]): Span[] {
  const inOrder = spans.every(({ from }, i) => i === 0 || from >= (spans[i - 1]?.to ?? from));
  if (inOrder) return [...spans];
  const edges = [...new Set(spans.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const starts = [...spans].sort((a, b) => a.from - b.from);
  const flat: Span[] = [];
  let active: Span[] = [];
  let next = 0;
  for (const [i, from] of edges.entries()) {
    const to = edges[i + 1];
    if (to === undefined) break;
    active = active.filter((span) => span.to > from);
    for (let span = starts[next]; span !== undefined && span.from <= from; span = starts[next]) {
      active.push(span);
      next += 1;
    }
    const worst = active.reduce<Span | undefined>(
      (one, other) =>
        one === undefined || RANK.indexOf(other.state) > RANK.indexOf(one.state) ? other : one,
      undefined,
    );
    if (worst === undefined) continue;
    const last = flat.at(-1);
    if (last !== undefined && last.state === worst.state && last.to === from) last.to = to;
    else flat.push({ ...worst, from, to });
  }
  return flat;
}
