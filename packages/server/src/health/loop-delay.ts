import { monitorEventLoopDelay } from "node:perf_hooks";

/** How late the event loop has been of late, in milliseconds. */
export interface LoopDelay {
  /** 99th percentile of the last half to whole window. */
  p99Ms(): number;
  maxMs(): number;
  stop(): void;
}

const NS_PER_MS = 1e6;

/**
 * Starts to measure.
 *
 * @see Node's `perf_hooks.monitorEventLoopDelay`, which includes its own resolution: that is taken off here
 */
export function measureLoopDelay({ windowMs = 20_000, resolutionMs = 20 } = {}): LoopDelay {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  let before = { p99Ms: 0, maxMs: 0 };
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / NS_PER_MS - resolutionMs);
  const now = () => ({
    p99Ms: late(histogram.percentile(99)),
    maxMs: late(histogram.max),
  });
  const timer = setInterval(() => {
    before = now();
    histogram.reset();
  }, windowMs / 2);
  timer.unref();
  return {
    p99Ms: () => Math.max(before.p99Ms, now().p99Ms),
    maxMs: () => Math.max(before.maxMs, now().maxMs),
    stop() {
      clearInterval(timer);
      histogram.disable();
    },
  };
}
