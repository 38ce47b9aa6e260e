import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { postgresFolder } from "./programs.mjs";

/** A PostgreSQL server of its own, with logical replication, on the loopback interface. */
export interface LaunchedPostgres {
  /** With a user's name and password. */
  readonly address: string;
  readonly password: string;
  start(): Promise<void>;
  /** Ends it as a crash would: what is not in its log is lost. With SIGKILL its own processes may outlive it for a moment. */
  crash(signal?: "SIGQUIT" | "SIGKILL"): Promise<void>;
  /** Ends it and removes its folder. */
  close(): Promise<void>;
}

/** Whether `launchPostgres` can work here: the programs are there, and, as root, a user to run them as. */
export const canLaunchPostgres = () => postgresFolder() !== null && runAs() !== null;

/**
 * Makes a new database in a temporary folder and starts it.
 *
 * @throws Error when PostgreSQL is not installed or does not start
 */
export async function launchPostgres(settings: readonly string[] = []): Promise<LaunchedPostgres> {
  const programs = postgresFolder();
  const user = runAs();
  if (programs === null || user === null)
    throw new Error("found no PostgreSQL, expected its server programs and a user to run them as");
  const folder = mkdtempSync(join(tmpdir(), "cdp-postgres-"));
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid ?? user.uid);
  const data = join(folder, "data");
  const options = { ...user, cwd: folder, stdio: "ignore" as const };
  const arguments_ = [
    "-D",
    data,
    "-U",
    "postgres",
    "-A",
    "trust",
    "-E",
    "UTF8",
    "--no-sync",
    "--locale=C",
  ];
  execFileSync(join(programs, "initdb"), arguments_, options);
  const port = await freePort();
  const password = "correct horse:battery/staple";
  const address = `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
  let server: ChildProcess | null = null;
  const end = async (signal: NodeJS.Signals) => {
    const running = server;
    server = null;
    if (running === null || running.exitCode !== null || running.signalCode !== null) return;
    const gone = new Promise((resolve) => running.once("exit", resolve));
    running.kill(signal);
    await gone;
  };
  const start = async () => {
    const own = [
      "wal_level=logical",
      `port=${port}`,
      "listen_addresses=127.0.0.1",
      "fsync=off",
      `unix_socket_directories=${folder}`,
      "max_wal_senders=4",
      "max_connections=20",
      "shared_buffers=16MB",
      ...settings,
    ];
    const started = spawn(
      join(programs, "postgres"),
      ["-D", data, ...own.flatMap((one) => ["-c", one])],
      options,
    );
    server = started;
    await untilReady(join(programs, "pg_isready"), {
      port,
      running: () => started.exitCode === null,
    });
  };
  try {
    await start();
  } catch (error) {
    await end("SIGQUIT");
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    address,
    password,
    start,
    crash: (signal = "SIGQUIT") => end(signal),
    async close() {
      await end("SIGQUIT");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root: then as the user that its package made. Null: there is none. */
function runAs(): { readonly uid?: number; readonly gid?: number } | null {
  if (process.getuid?.() !== 0) return {};
  try {
    const id = (flag: string) =>
      Number(execFileSync("id", [flag, "postgres"], { stdio: ["ignore", "pipe", "ignore"] }));
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    return null; // no such user
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address === "object" && address !== null) return address.port;
  throw new Error("found no free port");
}

async function untilReady(
  program: string,
  { port, running }: { port: number; running: () => boolean },
) {
  for (let attempt = 0; attempt < 600 && running(); attempt += 1) {
    try {
      if (existsSync(program)) execFileSync(program, ["-h", "127.0.0.1", "-p", String(port), "-q"]);
      return;
    } catch {
      await sleep(50); // not ready yet, which its exit code says
    }
  }
  throw new Error(`PostgreSQL does not answer on port ${port}`);
}
