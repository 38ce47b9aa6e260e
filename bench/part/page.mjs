import { join } from "node:path";
import { loadPages } from "../harness/load-pages.mjs";
import { openPage } from "../harness/open-page.mjs";
import { serveOurs } from "../harness/servers.mjs";

/**
 * Pages/s and their p95: everything that a browser asks for that has never been here, as Chromium asked for it; and
 * how long Chromium takes until it paints.
 *
 * @param {import("./context.mjs").Context} context
 */
export async function page({ figures, tools, folder, runs, seconds }) {
  if (!tools.wrk || tools.chromium === null) return figures.skip("pages", tools.lacking.join("; "));
  const store = `duckdb:${join(folder, "page.duckdb")}`;
  const server = await serveOurs(["--demo", "--store", store]);
  try {
    /** @type {Awaited<ReturnType<typeof openPage>>[]} */
    const visits = [];
    for (let i = 0; i < 2 * runs + 1; i++) visits.push(await openPage(tools.chromium, server.url));
    const [first] = visits;
    if (first === undefined) return;
    const of = (/** @type {"paintMs" | "dataMs"} */ key) => visits.map((visit) => visit[key]);
    figures.add({ what: "page, first contentful paint", unit: "ms", runs: of("paintMs") });
    figures.add({ what: "page, last answer arrived", unit: "ms", runs: of("dataMs") });
    const asked = first.requests.map(({ method, path }) => `${method} ${path}`).join(", ");
    for (const connections of [32, 4]) {
      const results = [];
      for (let i = 0; i < runs; i++) {
        const { requests } = first;
        results.push(await loadPages(server.url, { requests, folder, connections, seconds }));
      }
      figures.add({
        ...{ what: `pages, ${connections} browsers`, unit: "pages/s" },
        runs: results.map(({ rate }) => rate),
        p95: results.map(({ p95 }) => p95),
        errors: results.reduce((sum, { errors }) => sum + errors, 0),
        note: `${results[0]?.bytesPerAnswer ?? 0} bytes a page in ${first.requests.length} requests: ${asked}`,
      });
    }
  } finally {
    await server.stop();
  }
}
