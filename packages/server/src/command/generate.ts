import { resolve } from "node:path";
import { generateFiles } from "@cdp-whatif/core/node";
import type { PlanOptionsInput } from "@cdp-whatif/core/synthetic";
import { EXIT, type ExitCode } from "./exit-code.js";
import { grouped, type Terminal } from "./terminal.js";

/** What `generate` takes; every part of the plan has a default. */
export interface GenerateOptions extends PlanOptionsInput {
  readonly out: string;
  readonly json?: boolean;
}

/** Writes a demo market in the original file formats, with the truth that made it beside it. */
export async function generate(
  terminal: Terminal,
  { out, json, ...plan }: GenerateOptions,
): Promise<ExitCode> {
  const folder = resolve(terminal.folder, out);
  const { files } = await generateFiles(folder, {
    ...plan,
    onProgress: ({ name, lines, done }) => {
      if (terminal.watched && done) terminal.err(`${name}: ${grouped(lines)} lines`);
    },
  });
  if (json) {
    terminal.out(JSON.stringify({ folder, files }));
    return EXIT.fine;
  }
  terminal.out(`Demo data in ${folder}:`);
  for (const { name, lines, bytes } of files) {
    terminal.out(`  ${name}  ${grouped(lines)} lines, ${grouped(bytes)} bytes`);
  }
  terminal.out("Every line is marked as demo. truth.json holds what the data were made from.");
  return EXIT.fine;
}
