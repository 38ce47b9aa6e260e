import { run } from "../../src/command/run.js";
import type { Finished } from "./command.js";

/** Runs a command of the command line in this process: what it does is the same, and it starts at once. */
export async function runHere(folder: string, args: readonly string[]): Promise<Finished> {
  const texts = { out: "", err: "" };
  const write = (to: "out" | "err") => (text: string) => {
    texts[to] += `${text}\n`;
  };
  const terminal = { out: write("out"), err: write("err"), watched: false, folder };
  const code = await run(terminal, args);
  return { code, ...texts };
}
