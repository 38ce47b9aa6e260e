import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import { root } from "../../scripts/steps.mjs";
import { CHROMIUM_FLAGS } from "../harness/open-page.mjs";
import { serveOurs } from "../harness/servers.mjs";
import { quantile } from "../harness/statistics.mjs";
import { PAGE_BUSY, SLIDER } from "../harness/targets.mjs";

/** Steps of a slider in a run. */
const STEPS = 120;

const PAGE = `<!doctype html><meta charset="utf-8"><title>What if?</title>
<script type="module" src="cdp-elements.js"></script>
<cdp-whatif src="twin.json" locale="en"></cdp-whatif>`;

/**
 * From a step of a lever's slider to the new bands in the document, and what the page's thread is kept from meanwhile:
 * `<cdp-whatif>` with the demo data's twin, in Chromium, with no server behind it.
 *
 * @param {import("./context.mjs").Context} context
 */
export async function slider({ figures, tools, folder, runs }) {
  if (tools.chromium === null) return figures.skip("slider", tools.lacking.join("; "));
  const files = await pageFiles(folder);
  const server = createServer(({ url = "/" }, response) => {
    const file = files.get(url);
    response.writeHead(file ? 200 : 404, { "content-type": file?.type ?? "text/plain" });
    response.end(file?.content);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const browser = await puppeteer.launch({
    ...{ executablePath: tools.chromium, headless: true, args: CHROMIUM_FLAGS },
  });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${port}/`);
    /** @type {Moved[]} */
    const all = [];
    // The first run compiles what is hot.
    for (let i = 0; i <= runs; i++) all.push(await page.evaluate(move, STEPS));
    const measured = all.slice(1);
    const late = (/** @type {number[]} */ values) => quantile(values, 0.95);
    figures.add({
      what: SLIDER,
      unit: "ms",
      runs: measured.map(({ waits }) => quantile(waits, 0.5)),
      p95: measured.map(({ waits }) => late(waits)),
      note: `${STEPS} steps a run, each after the bands of the one before; p95`,
    });
    figures.add({
      what: PAGE_BUSY,
      unit: "ms",
      runs: measured.map(({ gaps }) => quantile(gaps, 0.5)),
      p95: measured.map(({ gaps }) => late(gaps)),
      note: `longest at each step; p95; longest of all ${Math.max(...measured.flatMap(({ gaps }) => gaps)).toFixed(1)} ms`,
    });
  } finally {
    await browser.close();
    server.close();
    server.closeAllConnections();
  }
}

/** @typedef {{ waits: number[], gaps: number[] }} Moved - ms of each step */

/**
 * Runs in the page: steps the first price's slider and waits for the chart to change.
 *
 * @param {number} steps
 * @returns {Promise<Moved>}
 */
async function move(steps) {
  /** @param {() => Element | null | undefined} find @returns {Promise<HTMLElement>} */
  const appears = async (find) => {
    for (;;) {
      const found = find();
      if (found) return /** @type {HTMLElement} */ (found);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const inside = (/** @type {string} */ selector) =>
    appears(() => document.querySelector("cdp-whatif")?.shadowRoot?.querySelector(selector));
  const range = /** @type {HTMLInputElement} */ (await inside("#range-price-1"));
  const results = await inside(".results svg, .results table");
  const shown = /** @type {Element} */ (results.closest(".results"));
  // A message goes round as often as the thread lets it: what lies between two is a stretch in which it was busy.
  let last = performance.now();
  let longest = 0;
  const { port1, port2 } = new MessageChannel();
  let going = true;
  port1.onmessage = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (going) port2.postMessage(null);
  };
  port2.postMessage(null);
  /** @type {Moved} */
  const moved = { waits: [], gaps: [] };
  const [low, high, step] = [Number(range.min), Number(range.max), Number(range.step) || 1];
  const places = Math.floor((high - low) / step);
  for (let i = 0; i < steps; i++) {
    const changed = new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        observer.disconnect();
        resolve(performance.now());
      });
      observer.observe(shown, {
        subtree: true,
        childList: true,
        characterData: true,
        attributes: true,
      });
    });
    longest = 0;
    last = performance.now();
    const from = performance.now();
    range.value = String(low + (1 + ((i * 7) % (places - 1))) * step);
    range.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
    moved.waits.push(Number(await changed) - from);
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
    moved.gaps.push(longest);
  }
  range.dispatchEvent(new Event("change", { bubbles: true, composed: true }));
  going = false;
  return moved;
}

/** The page, the script as it was built and the twin of the demo data. @param {string} folder */
async function pageFiles(folder) {
  const ours = await serveOurs(["--demo", "--store", `duckdb:${join(folder, "slider.duckdb")}`]);
  try {
    const twin = await (await fetch(`${ours.url}/api/v1/twin`)).text();
    const script = await readFile(join(root, "packages/elements/dist/cdp-elements.js"));
    /** @type {Map<string, { type: string, content: string | Buffer }>} */
    return new Map([
      ["/", { type: "text/html", content: PAGE }],
      ["/twin.json", { type: "application/json", content: twin }],
      ["/cdp-elements.js", { type: "text/javascript", content: script }],
    ]);
  } finally {
    await ours.stop();
  }
}
