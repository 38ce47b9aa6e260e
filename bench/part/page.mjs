import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openPage } from "../harness/open-page.mjs";
import { serveOurs } from "../harness/servers.mjs";
import { load, ownLoad } from "../harness/wrk.mjs";

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
    const requests = join(folder, "page-requests.lua");
    await writeFile(requests, luaList(first.requests));
    const env = { PAGE_REQUESTS: requests };
    for (const connections of [32, 4]) {
      const results = [];
      for (let i = 0; i < runs; i++) {
        const script = ownLoad("page.lua");
        const threads = connections;
        results.push(await load(server.url, { script, connections, threads, seconds, env }));
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

/** @param {readonly import("../harness/open-page.mjs").PageRequest[]} requests */
function luaList(requests) {
  const last = requests.length - 1;
  const rows = requests.map(({ method, path, headers, body }, i) => {
    const all = { ...headers, ...(i === last && { connection: "close" }) };
    const fields = Object.entries(all).map(([name, value]) => `[${quoted(name)}]=${quoted(value)}`);
    const list = `{${fields.join(",")}}`;
    return `  {${quoted(method)}, ${quoted(path)}, ${list}, ${body === null ? "nil" : quoted(body)}},`;
  });
  return `return {\n${rows.join("\n")}\n}\n`;
}

/** Text as Lua reads it; every byte that could mean something else is escaped. @param {string} text */
function quoted(text) {
  const bytes = [...Buffer.from(text)];
  const isPlain = (/** @type {number} */ byte) =>
    byte >= 32 && byte < 127 && byte !== 34 && byte !== 92;
  const escaped = bytes.map((byte) =>
    isPlain(byte) ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, "0")}`,
  );
  return `"${escaped.join("")}"`;
}
