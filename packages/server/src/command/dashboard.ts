import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { CoreError } from "@cdp-whatif/core";
import { bindError, isLoopback } from "../address.js";
import { createDashboard } from "../dashboard/create-dashboard.js";
import { dashboardSettings } from "../setting/dashboard.js";
import { type Flags, readSettings } from "../setting/read-settings.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import type { Terminal } from "./terminal.js";
import { untilStopped } from "./until-stopped.js";

/** Serves the dashboard by itself, in front of a server elsewhere, until the process is told to stop. */
export async function dashboard(terminal: Terminal, flags: Flags): Promise<ExitCode> {
  const stopped = untilStopped();
  const { dashboard: settings } = readSettings(
    { dashboard: dashboardSettings },
    process.env,
    flags,
  );
  const { host, port, target, key, open, hosts } = settings;
  if (!open && !isLoopback(host)) {
    throw new CoreError(
      "invalid_input",
      `The dashboard at ${host} can be reached from other machines, and shows its data to whoever comes. ` +
        "Put something in front of it that keeps strangers out and say CDP_DASHBOARD_OPEN=true, or use 127.0.0.1.",
    );
  }
  const server = createServer(
    { keepAliveTimeout: 65_000, headersTimeout: 20_000, requestTimeout: 300_000 },
    createDashboard({
      target,
      key,
      hosts,
      onFailure: (reason) => terminal.err(JSON.stringify({ level: "warn", target, reason })),
    }),
  );
  server.listen({ host, port });
  await Promise.race([
    once(server, "listening"),
    once(server, "error").then(([error]) => Promise.reject(bindError(error, { host, port }))),
  ]);
  const { port: taken } = server.address() as AddressInfo;
  const name = host.includes(":") ? `[${host}]` : host;
  terminal.out(`Dashboard:  http://${name}:${taken}/`);
  terminal.out(`Asks:       ${target}`);
  terminal.err(`Stopping (${await stopped}) …`);
  server.close();
  server.closeAllConnections();
  await once(server, "close");
  return EXIT.fine;
}
