import { sendAsset } from "../asset/asset.js";
import { createShelf } from "../asset/shelf.js";
import type { RequestEnv } from "../middleware/request-env.js";
import { type ForwardOptions, forward, refusal } from "./forward.js";
import { isOwnPage } from "./own-page.js";

/** What the dashboard's page asks the server behind for. */
const ASKED = /^\/(api\/v1|health)(\/|$)|^\/openapi\.json$/;

export interface DashboardOptions extends ForwardOptions {
  /** Names, beside those of loopback, under which visitors reach it. */
  readonly hosts: readonly string[];
}

const STRANGE =
  "Not asked from the dashboard's own page, or under a name that is not listed (CDP_DASHBOARD_HOSTS).";

/** Serves the dashboard's page and files by itself; what the page asks for is handed on to the server behind. */
export function createDashboard({ hosts, ...behind }: DashboardOptions) {
  const shelf = createShelf();
  return {
    async fetch(
      request: Request,
      { incoming }: Partial<RequestEnv["Bindings"]> = {},
    ): Promise<Response> {
      const path = new URL(request.url).pathname;
      if (path === "/live") return Response.json({ status: "alive" });
      if (!isOwnPage(request.headers, hosts)) return refusal(403, STRANGE);
      if (ASKED.test(path)) return forward(request, incoming?.socket.remoteAddress, behind);
      const asset = path === "/" ? shelf.home.other : shelf.files.get(path);
      if (asset === undefined) return refusal(404, `Nothing is at ${path}.`);
      if (request.method !== "GET" && request.method !== "HEAD")
        return refusal(405, `${request.method} is not possible at ${path}.`);
      const file = typeof asset === "function" ? asset("") : asset;
      return sendAsset(file, (name) => request.headers.get(name) ?? undefined);
    },
  };
}
