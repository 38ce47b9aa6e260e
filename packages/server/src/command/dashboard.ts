import { CoreError } from "@cdp-whatif/core/error";
import { isLoopback } from "../address.js";
import { createDashboard } from "../dashboard/create-dashboard.js";
import { listen } from "../node.js";
import { dashboardSettings } from "../setting/dashboard.js";
import { type Flags, readSettings } from "../setting/read-settings.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import type { Terminal } from "./terminal.js";
import { untilStopped } from "./until-stopped.js";

/** Serves the dashboard by itself, in front of a server elsewhere, until the process is told to stop. */
export async function dashboard(terminal: Terminal, flags: Flags): Promise<ExitCode> {
  const stopped = untilStopped();
  const groups = { dashboard: dashboardSettings };
  const { host, port, target, key, open, hosts } = readSettings(
    groups,
    process.env,
    flags,
  ).dashboard;
  if (!open && !isLoopback(host)) {
    throw new CoreError(
      "invalid_input",
      `The dashboard at ${host} can be reached from other machines, and shows its data to whoever comes. ` +
        "Put something in front of it that keeps strangers out and say CDP_DASHBOARD_OPEN=true, or use 127.0.0.1.",
    );
  }
  const app = createDashboard({
    target,
    key,
    hosts,
    onFailure: (reason) => terminal.err(JSON.stringify({ level: "warn", target, reason })),
  });
  const listening = await listen(app, { host, port, exposed: true });
  terminal.out(`Dashboard:  ${listening.url}/`);
  terminal.out(`Asks:       ${target}`);
  terminal.err(`Stopping (${await stopped}) …`);
  await listening.close({ graceMs: 1000 });
  return EXIT.fine;
}
