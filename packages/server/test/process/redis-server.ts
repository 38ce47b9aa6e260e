import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { redisServerPath } from "../../../../scripts/programs.mjs";
import { collect } from "./command.js";

/** A real Redis of a test's own. */
export interface RedisServer {
  readonly url: string;
  /** Stops it as a crash would; resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it again, empty, at the same port. */
  start(): Promise<void>;
  /** Freezes it: connections stay, nothing is answered. */
  freeze(): void;
  thaw(): void;
}

export const redisIsThere = redisServerPath() !== null;

/** Starts a Redis on a free port of loopback that keeps nothing on disk. */
export async function startRedis(...args: readonly string[]): Promise<RedisServer> {
  const port = await freePort();
  let child: ChildProcess;
  const start = async () => {
    const options = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", ...args];
    child = spawn(redisServerPath() ?? "redis-server", options, { stdio: "pipe" });
    const texts = collect(child);
    while (!texts().out.includes("Ready to accept connections")) {
      if (child.exitCode !== null) throw new Error(`redis-server ended: ${texts().out}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "close");
      child.kill("SIGKILL");
      await gone;
    },
    freeze: () => child.kill("SIGSTOP"),
    thaw: () => child.kill("SIGCONT"),
  };
}

/** A port of loopback that nobody listens at. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
