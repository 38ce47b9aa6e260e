import { run } from "../harness/child.mjs";
import { cli, serveOurs } from "../harness/servers.mjs";
import { quantile } from "../harness/statistics.mjs";
import { listenToBatches } from "../harness/told.mjs";

/** A 95th percentile of fewer says nothing. */
const LEAST = 60;
const WARM_UP = 10;
const SIZE = "100k";
/** After the last day of the data. */
const FIRST_DAY = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;
const CELL = { persona: "新鮮人", region: "台北" };

/** @typedef {{ event: number, query: number }} Delay - ms */

/**
 * Milliseconds from sending one behaviour record until a subscriber is told, and until a query shows it.
 *
 * @param {import("./context.mjs").Context} context
 */
export async function visible({ figures, data, runs, seconds }) {
  if (data === null) return figures.skip("visible", "the old stack's generator is not here");
  const store = `duckdb:${await data.storeCopy(SIZE, "visible.duckdb")}`;
  const twin = data.fresh("visible-twin.json");
  await run(process.execPath, [cli, "fit", "--store", store, "--out", twin]);
  const server = await serveOurs(["--store", store, "--twin", twin]);
  try {
    const told = await listenToBatches(server.url);
    /** @type {Delay[][]} */
    const found = [];
    let day = 0;
    for (; day < WARM_UP; day++) await send(server.url, told, day);
    for (let i = 0; i < runs; i++) {
      /** @type {Delay[]} */
      const delays = [];
      const until = performance.now() + seconds * 1000;
      while (delays.length < LEAST || performance.now() < until)
        delays.push(await send(server.url, told, day++));
      found.push(delays);
    }
    await told.close();
    for (const way of /** @type {const} */ (["event", "query"])) {
      const times = found.map((delays) => delays.map((delay) => delay[way]));
      figures.add({
        ...{ what: `visible by ${way}`, unit: "ms", size: SIZE },
        runs: times.map((all) => quantile(all, 0.5)),
        p95: times.map((all) => quantile(all, 0.95)),
        note: `one record at a time, ${Math.min(...times.map(({ length }) => length))} or more a run`,
      });
    }
  } finally {
    await server.stop();
  }
}

/** @param {string} url @param {Awaited<ReturnType<typeof listenToBatches>>} told @param {number} day @returns {Promise<Delay>} */
async function send(url, told, day) {
  const date = new Date(FIRST_DAY + day * DAY_MS).toISOString().slice(0, 10);
  const source = `visible-${day}`;
  const arrival = told.arrival(source);
  const from = performance.now();
  const [event, query] = await Promise.all([
    arrival,
    shownAt(url, date),
    post(url, { source, body: JSON.stringify(record(date)) }),
  ]);
  return { event: event - from, query: query - from };
}

/** Asks again and again. @param {string} url @param {string} date @returns {Promise<number>} when the first answer came that shows it */
async function shownAt(url, date) {
  const query = new URLSearchParams({ ...CELL, start_date: date, end_date: date });
  for (;;) {
    const response = await fetch(`${url}/api/v1/behavior?${query}`);
    const answer = await response.text();
    if (!response.ok) throw new Error(`GET /api/v1/behavior: ${response.status} ${answer}`);
    if (JSON.parse(answer).count === 1) return performance.now();
  }
}

/** @param {string} url @param {{ source: string, body: string }} options */
async function post(url, { source, body }) {
  const headers = { "content-type": "application/x-ndjson", "x-source-name": source };
  const response = await fetch(`${url}/api/v1/ingest`, { method: "POST", headers, body });
  const report = await response.text();
  if (!response.ok || JSON.parse(report).stored !== 1)
    throw new Error(`POST /api/v1/ingest: ${response.status} ${report}`);
}

/** As the old stack's generator makes them. @param {string} date */
const record = (date) => ({
  ...{ timestamp: `${date} 02:00:00`, group: CELL.persona, region: CELL.region },
  total_personas: 500,
  brand_distribution: { "7-11": 235, FamilyMart: 186, Other: 79 },
  brand_percentages: { "7-11": 47, FamilyMart: 37.2, Other: 15.8 },
  ...{ avg_satisfaction: 0.643, digital_adoption_rate: 0.766 },
  ...{ gamification_engagement: 0.65, efficiency_score: 0.459 },
  key_insights: ["新鮮人在台北偏好7-11"],
});
