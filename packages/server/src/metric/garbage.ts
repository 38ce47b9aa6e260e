import { constants, PerformanceObserver } from "node:perf_hooks";
import { counter, type Family } from "./family.js";

const KINDS: Readonly<Record<number, string>> = {
  [constants.NODE_PERFORMANCE_GC_MAJOR]: "major",
  [constants.NODE_PERFORMANCE_GC_MINOR]: "minor",
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: "incremental",
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: "weak",
};

/** How much time the garbage collector of the main thread has taken. */
export interface GarbageWatch {
  families(): Family[];
  stop(): void;
}

/** Starts to watch. */
export function watchGarbage(): GarbageWatch {
  const kinds = new Map(Object.values(KINDS).map((kind) => [kind, { runs: 0, seconds: 0 }]));
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const kind = kinds.get(kindOf(entry));
      if (kind === undefined) continue;
      kind.runs += 1;
      kind.seconds += entry.duration / 1000;
    }
  });
  observer.observe({ entryTypes: ["gc"] });
  const samples = (figure: "runs" | "seconds") =>
    [...kinds].map(([kind, figures]) => ({ labels: { kind }, value: figures[figure] }));
  return {
    families: () => [
      counter("cdp_gc_runs_total", "Garbage collections by kind.", samples("runs")),
      counter("cdp_gc_seconds_total", "Time of garbage collection by kind.", samples("seconds")),
    ],
    stop: () => observer.disconnect(),
  };
}

function kindOf(entry: PerformanceEntry): string {
  const detail = "detail" in entry ? entry.detail : undefined;
  const kind = typeof detail === "object" && detail !== null && "kind" in detail ? detail.kind : 0;
  return KINDS[Number(kind)] ?? "";
}
