/** Builds what is missing or changed, then starts the server with the demo data. */
import { spawn } from "node:child_process";
import { capture, root } from "./steps.mjs";

const build = await capture(process.execPath, [`${root}/scripts/build.mjs`]);
process.stdout.write(build.output);
if (build.code !== 0) process.exit(build.code);

const cli = `${root}/packages/server/dist/cli.js`;
const args = [cli, "serve", "--demo", ...process.argv.slice(2)];
const server = spawn(process.execPath, args, { cwd: root, stdio: "inherit" });
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]))
  process.on(signal, () => {
    const isFromKeyboard = signal === "SIGINT" && process.stdin.isTTY;
    if (!isFromKeyboard) server.kill(signal); // the keyboard's reaches the server by itself
  });
server.on("exit", (code, signal) => {
  process.exitCode = signal === null ? (code ?? 1) : 1;
});
