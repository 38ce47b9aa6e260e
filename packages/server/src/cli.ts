#!/usr/bin/env node
import { run } from "./command/run.js";
import { processTerminal } from "./command/terminal.js";

// A reader that stops early, such as `head`, is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
}

process.exitCode = await run(processTerminal(), process.argv.slice(2));
