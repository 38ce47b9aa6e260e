import { cpus, freemem, totalmem } from "node:os";

/** What a machine and this process look like at one moment. */
export interface Reading {
  /** Seconds on a clock that never jumps. */
  readonly seconds: number;
  /** Processor time of all cores: spent working, and in all. */
  readonly busy: number;
  readonly total: number;
  readonly memoryPercent: number;
}

/** Reads the machine as it is now. */
export function readMachine(): Reading {
  let busy = 0;
  let total = 0;
  for (const { times } of cpus()) {
    const all = times.user + times.nice + times.sys + times.idle + times.irq;
    busy += all - times.idle;
    total += all;
  }
  return {
    seconds: performance.now() / 1000,
    busy,
    total,
    memoryPercent: 100 * (1 - freemem() / totalmem()),
  };
}

/** Follows memory, processor and the passing of time by sampling. */
export interface Vitals {
  /** Share of the machine's memory in use, 0–100. */
  memoryPercent(): number;
  /** Share of the machine's cores busy between the last two samples, 0–100. */
  cpuPercent(): number;
  /** Since this was created. */
  uptimeSeconds(): number;
  /** Since the last sample; large when the process could not run. */
  sinceSampleSeconds(): number;
  sample(): void;
  stop(): void;
}

/**
 * Starts sampling.
 *
 * @param options.read - what is sampled; replaced in tests
 * @param options.everyMs - 0: only when `sample` is called
 */
export function createVitals({
  read = readMachine,
  everyMs = 5000,
}: {
  read?: () => Reading;
  everyMs?: number;
} = {}): Vitals {
  const start = read();
  let last = start;
  let cpu = 0;
  const sample = () => {
    const now = read();
    if (now.total > last.total) cpu = (100 * (now.busy - last.busy)) / (now.total - last.total);
    last = now;
  };
  const timer = everyMs > 0 ? setInterval(sample, everyMs) : undefined;
  timer?.unref();
  return {
    memoryPercent: () => last.memoryPercent,
    cpuPercent: () => Math.min(100, Math.max(0, cpu)),
    uptimeSeconds: () => read().seconds - start.seconds,
    sinceSampleSeconds: () => read().seconds - last.seconds,
    sample,
    stop: () => clearInterval(timer),
  };
}
