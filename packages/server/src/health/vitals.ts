import { readFileSync } from "node:fs";
import { cpus, freemem, totalmem } from "node:os";
import { type CgroupPlaces, readCgroup } from "./cgroup.js";

/** What a machine or container and this process look like at one moment. */
export interface Reading {
  /** Seconds on a clock that never jumps. */
  readonly seconds: number;
  /** Processor time: spent working, and what there was of it, since some moment in the past. */
  readonly busy: number;
  readonly total: number;
  /** Of the container's limit where there is one, else of the machine. */
  readonly memoryPercent: number;
  readonly memoryLimitBytes: number;
}

/** Reads the container's limits, and the machine where there are none. */
export function readMachine(places: CgroupPlaces = {}): Reading {
  const seconds = performance.now() / 1000;
  const { memory, cpu } = readCgroup(places);
  const machineBytes = totalmem();
  const limited = memory !== null && memory.limitBytes < machineBytes ? memory : null;
  return {
    seconds,
    ...(cpu === null ? machineTime() : { busy: cpu.usedSeconds, total: cpu.cores * seconds }),
    memoryPercent: Math.min(
      100,
      100 * (limited ? limited.usedBytes / limited.limitBytes : 1 - freemem() / machineBytes),
    ),
    memoryLimitBytes: limited?.limitBytes ?? machineBytes,
  };
}

/** Time of all cores, in ticks. */
function machineTime(): { readonly busy: number; readonly total: number } {
  const times = linuxTimes() ?? otherTimes();
  const total = times.reduce((sum, one) => sum + one, 0);
  // Idle, and waiting for a disk.
  return { busy: total - (times[3] ?? 0) - (times[4] ?? 0), total };
}

/** user, nice, system, idle, iowait, irq, softirq, steal; guests are in the first two already. */
function linuxTimes(): number[] | null {
  try {
    const line = /^cpu +(.*)$/m.exec(readFileSync("/proc/stat", "latin1"))?.[1];
    return line?.split(" ").slice(0, 8).map(Number) ?? null;
  } catch {
    return null; // another system than Linux
  }
}

function otherTimes(): number[] {
  const sum = (name: "user" | "nice" | "sys" | "idle" | "irq") =>
    cpus().reduce((total, { times }) => total + times[name], 0);
  return [sum("user"), sum("nice"), sum("sys"), sum("idle"), 0, sum("irq")];
}

/** Follows memory, processor and the passing of time by sampling. */
export interface Vitals {
  /** Memory in use, 0–100 % of the container's limit where there is one, else of the machine's. */
  memoryPercent(): number;
  memoryLimitBytes(): number;
  /** Processor time taken between the last two samples, 0–100 % of the container's quota, else of the machine's cores. */
  cpuPercent(): number;
  /** The same over the whole window; null until half of it is seen. */
  cpuLoadPercent(): number | null;
  /** Since the last sample; large when the process could not run. */
  sinceSampleSeconds(): number;
  sample(): void;
  stop(): void;
}

/** How often, and over which time. */
export interface VitalsOptions {
  /** What is sampled; replaced in tests. */
  readonly read?: () => Reading;
  /** Seconds on the clock of the readings. */
  readonly now?: () => number;
  /** 0: only when `sample` is called. */
  readonly everyMs?: number;
  readonly windowSeconds?: number;
}

/** Starts sampling. */
export function createVitals({
  read = readMachine,
  now = () => performance.now() / 1000,
  everyMs = 2500,
  windowSeconds = 60,
}: VitalsOptions = {}): Vitals {
  const start = read();
  const samples: Reading[] = [start];
  const last = () => samples.at(-1) ?? start;
  const sample = () => {
    samples.push(read());
    const from = last().seconds - windowSeconds;
    // The newest of those before the window is where it begins.
    while ((samples[1]?.seconds ?? Number.POSITIVE_INFINITY) <= from) samples.shift();
  };
  const timer = everyMs > 0 ? setInterval(sample, everyMs) : undefined;
  timer?.unref();
  return {
    memoryPercent: () => last().memoryPercent,
    memoryLimitBytes: () => last().memoryLimitBytes,
    cpuPercent: () => percentBetween(samples.at(-2) ?? start, last()),
    cpuLoadPercent() {
      const [first = start] = samples;
      const seen = last().seconds - first.seconds;
      return seen >= windowSeconds / 2 ? percentBetween(first, last()) : null;
    },
    sinceSampleSeconds: () => now() - last().seconds,
    sample,
    stop: () => clearInterval(timer),
  };
}

function percentBetween(from: Reading, to: Reading): number {
  const share = to.total > from.total ? (to.busy - from.busy) / (to.total - from.total) : 0;
  return Math.min(100, Math.max(0, 100 * share));
}
