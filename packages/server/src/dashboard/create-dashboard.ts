import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { sendAsset } from "../asset/asset.js";
import { createShelf } from "../asset/shelf.js";
import { type ForwardOptions, forward, refuse } from "./forward.js";
import { isOwnPage } from "./own-page.js";

/** What the dashboard's page asks the server behind for. */
const ASKED = /^\/(api\/v1|health)([/?]|$)|^\/openapi\.json$/;

export interface DashboardOptions extends ForwardOptions {
  /** Names, beside those of loopback, under which visitors reach it. */
  readonly hosts: readonly string[];
}

/** Serves the dashboard's page and files by itself; what the page asks for is handed on to the server behind. */
export function createDashboard({ hosts, ...behind }: DashboardOptions): RequestListener {
  const shelf = createShelf();
  return (incoming, outgoing) => {
    const path = (incoming.url ?? "/").split("?")[0] ?? "/";
    if (path === "/live") {
      outgoing.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" });
      outgoing.end('{"status":"alive"}');
      return;
    }
    if (!isOwnPage(incoming.headers, hosts)) {
      refuse(
        outgoing,
        403,
        "Not asked from the dashboard's own page, or under a name that is not listed (CDP_DASHBOARD_HOSTS).",
      );
      return;
    }
    if (ASKED.test(incoming.url ?? "")) {
      forward(incoming, outgoing, behind);
      return;
    }
    const asset = shelf.get(path);
    if (asset === undefined) refuse(outgoing, 404, `Nothing is at ${path}.`);
    else if (incoming.method !== "GET" && incoming.method !== "HEAD")
      refuse(outgoing, 405, `${incoming.method} is not possible at ${path}.`);
    else {
      const file = typeof asset === "function" ? asset("") : asset;
      const header = (name: string) => incoming.headers[name]?.toString();
      sendFile(sendAsset(file, header), incoming, outgoing);
    }
  };
}

function sendFile(answer: Response, incoming: IncomingMessage, outgoing: ServerResponse): void {
  outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
  if (incoming.method === "HEAD" || answer.body === null) {
    outgoing.end();
    return;
  }
  answer.arrayBuffer().then(
    (bytes) => outgoing.end(new Uint8Array(bytes)),
    (error: unknown) => outgoing.destroy(error instanceof Error ? error : new Error(String(error))),
  );
}
