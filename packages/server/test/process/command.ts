import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const runner = join(import.meta.dirname, "../../../../scripts/run-source.mjs");
const cli = join(import.meta.dirname, "../../src/cli.ts");

/** Starts the command line from its sources. */
export function start(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): ChildProcess {
  const env = { ...process.env, ...environment };
  return spawn(process.execPath, [runner, cli, ...args], { cwd: folder, stdio: "pipe", env });
}

/** What a command wrote, and how it ended. */
export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a command to its end. */
export async function run(
  folder: string,
  args: readonly string[],
  input?: string,
): Promise<Finished> {
  const child = start(folder, args);
  const texts = collect(child);
  child.stdin?.end(input ?? "");
  const [code] = await once(child, "close");
  return { code, ...texts() };
}

/** Gathers what a process writes; returns how to read it. */
export function collect(child: ChildProcess): () => { out: string; err: string } {
  let out = "";
  let err = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  return () => ({ out, err });
}

/**
 * The origin that a serving process says it listens at.
 *
 * @throws Error with what it wrote when it ends before, or does not say so in a minute
 */
export async function origin(child: ChildProcess, texts: () => { out: string; err: string }) {
  for (let tries = 0; tries < 1200; tries += 1) {
    const found = /Dashboard: +(http:\/\/[^/\s]+)\//.exec(texts().out);
    if (found?.[1] !== undefined) return found[1];
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`it ended: ${texts().err}${texts().out}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`it does not say where it listens: ${texts().err}${texts().out}`);
}

/** Runs a script to its end, inside what `wrapper` starts. */
export async function runScript(
  [script, ...args]: readonly [string, ...string[]],
  wrapper: readonly string[] = [],
): Promise<Finished> {
  const [command = "", ...rest] = [...wrapper, process.execPath, runner, script, ...args];
  const child = spawn(command, rest, { stdio: "pipe" });
  const texts = collect(child);
  const [code] = await once(child, "close");
  return { code, ...texts() };
}
