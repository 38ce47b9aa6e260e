import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { MonitorClock } from "../clock.js";

/**
 * Runs a command for as long as whoever started it lives. A subshell waits on descriptor 3, which nobody writes to: it
 * reads its end when the monitor dies, even by SIGKILL, and then ends the whole process group. The shell reaps what the
 * command leaves behind, and ends with the command's exit code, 128 and the signal's number after a signal.
 */
const GUARD = `
alone=
trap 'alone=1' USR1
trap : TERM INT HUP USR2
"$@" 3<&- &
child=$!
(
  trap '' TERM INT HUP USR1 USR2
  read -r _ <&3
  kill -USR1 $$
  kill -TERM -$$
  sleep "$GUARD_GRACE_SECONDS"
  kill -KILL -$$
) &
guard=$!
exec 3<&-
while :; do
  wait "$child"
  code=$?
  kill -0 "$child" 2>/dev/null || break
done
wait "$child"
again=$?
[ "$again" -ne 127 ] && code=$again
[ -n "$alone" ] && kill -KILL -$$
kill -KILL "$guard"
wait "$guard" 2>/dev/null
exit "$code"
`;

/** Secrets that are the monitor's alone. */
const WITHHELD = [
  "CDP_PAGERDUTY_ROUTING_KEY",
  "CDP_SLACK_WEBHOOK_URL",
  "CDP_ALERT_WEBHOOK_URL",
  "CDP_ALERT_WEBHOOK_SECRET",
  "CDP_MONITOR_KEY",
];

/** A command that runs. */
export interface GuardedProcess {
  /** Resolves with the exit code once it has ended; never rejects. */
  readonly ended: Promise<number>;
  readonly isRunning: () => boolean;
  /** Passes a signal on to all its processes. */
  send(signal: NodeJS.Signals): void;
  /** Asks it to end, and ends it after the grace; resolves with its exit code. */
  stop(): Promise<number>;
}

/** Starts a command in a process group of its own. */
export function startGuarded(
  command: readonly string[],
  { folder, graceMs, clock }: { folder: string; graceMs: number; clock: MonitorClock },
): GuardedProcess {
  const env: NodeJS.ProcessEnv = { ...process.env, GUARD_GRACE_SECONDS: String(graceMs / 1000) };
  for (const name of WITHHELD) {
    delete env[name];
    delete env[`${name}_FILE`];
  }
  const child = spawn("/bin/sh", ["-c", GUARD, "cdp-whatif-guard", ...command], {
    cwd: folder,
    detached: true,
    stdio: ["ignore", "inherit", "inherit", "pipe"],
    env,
  });
  const ended = endOf(child);
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const send = (signal: NodeJS.Signals) => {
    if (child.pid !== undefined && isRunning()) signalGroup(child.pid, signal);
  };
  return {
    ended,
    isRunning,
    send,
    async stop() {
      send("SIGTERM");
      const patience = new AbortController();
      const late = clock.wait(graceMs, patience.signal).then(() => null);
      const first = await Promise.race([ended, late]);
      patience.abort();
      if (first === null) send("SIGKILL");
      return ended;
    },
  };
}

async function endOf(child: ChildProcess): Promise<number> {
  try {
    const [code, signal] = await once(child, "exit");
    // What the command started and did not end.
    if (child.pid !== undefined) signalGroup(child.pid, "SIGKILL");
    return typeof code === "number" ? code : signal === "SIGKILL" ? 137 : 1;
  } catch (error) {
    // It could not be started: no shell, or no such folder.
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 127;
  }
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    const isGone = error instanceof Error && "code" in error && error.code === "ESRCH";
    if (!isGone) throw error;
  }
}
