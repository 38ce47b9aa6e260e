import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

/** Ends every process that was started here. */
export function endAll() {
  for (const child of running) child.kill("SIGKILL");
}

/**
 * Starts a process that is ended with this one.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string> }} [options] - `env` is added to this process' own
 */
export function start(command, args, { cwd, env = {} } = {}) {
  const child = spawn(command, args, {
    ...(cwd !== undefined && { cwd }),
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  let output = "";
  let complaints = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    complaints = `${complaints}${chunk}`.slice(-20_000);
  });
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => {
    child.on("error", (error) => {
      complaints += error.message;
      running.delete(child);
      resolve(127);
    });
    child.on("close", (code) => {
      running.delete(child);
      resolve(code ?? 1);
    });
  });
  return {
    pid: child.pid ?? 0,
    ended,
    hasEnded: () => !running.has(child),
    output: () => output,
    complaints: () => complaints,
    /** Asks it to end; insists after ten seconds. */
    async stop() {
      child.kill("SIGTERM");
      const insist = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(insist);
    },
  };
}

/**
 * Runs a process to its end and samples its memory and processor time meanwhile.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, onSample?: (sample: { seconds: number, residentMib: number }) => void }} [options] -
 *   `onSample`: told of each sample of its memory, with the seconds since its start
 * @returns {Promise<{ output: string, seconds: number, peakMib: number, cpuSeconds: number }>}
 * @throws Error with what it wrote to its error stream when it ends with another code than 0
 */
export async function run(command, args, { onSample, ...options } = {}) {
  const from = performance.now();
  const child = start(command, args, options);
  let peakMib = 0;
  let cpuSeconds = 0;
  const sample = () => {
    const { resident, peak } = memoryMib(child.pid);
    peakMib = Math.max(peakMib, peak);
    onSample?.({ seconds: (performance.now() - from) / 1000, residentMib: resident });
    cpuSeconds = Math.max(cpuSeconds, processorSeconds(child.pid));
  };
  const sampler = setInterval(sample, 25);
  const code = await child.ended;
  clearInterval(sampler);
  const seconds = (performance.now() - from) / 1000;
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${child.complaints().trim()}`);
  return { output: child.output(), seconds, peakMib, cpuSeconds };
}

/** Resident memory of a process and its peak since its start, MiB; 0 where /proc does not tell. @param {number} pid */
export function memoryMib(pid) {
  const status = procText(pid, "status");
  const field = (/** @type {string} */ name) =>
    Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1024;
  return { resident: field("VmRSS"), peak: field("VmHWM") };
}

/** Ticks of the clock in which /proc counts. */
const TICKS_PER_SECOND = 100;

/** Processor time that a process has used, all threads together; 0 where /proc does not tell. @param {number} pid */
export function processorSeconds(pid) {
  const fields = procText(pid, "stat").split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND;
}

/** @param {number} pid @param {string} name @returns {string} empty when the process is gone, or without /proc */
function procText(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return ""; // it has ended between two samples: nothing to add
  }
}

/** A port of this machine that nobody listens on. @returns {Promise<number>} */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/**
 * Waits until something holds.
 *
 * @param {string} what - for the message when it never does
 * @param {() => boolean | Promise<boolean>} holds
 * @param {number} [seconds]
 * @throws Error when it does not hold in time
 */
export async function until(what, holds, seconds = 300) {
  const from = performance.now();
  while (!(await holds())) {
    if (performance.now() - from > seconds * 1000) throw new Error(`${what}: not in ${seconds} s`);
    await sleep(100);
  }
}

/** Waits until a server answers again, so that no load starts before the last one has drained. @param {string} url */
export async function answering(url) {
  const asked = async () => {
    try {
      const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(30_000) });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      return false; // not up yet, or still busy with what was asked before
    }
  };
  await until(`${url}/health answers`, asked);
}
