import puppeteer from "puppeteer-core";

/**
 * One request of a page.
 *
 * @typedef {{ method: string, path: string, headers: Record<string, string>, body: string | null }} PageRequest
 */

/** Chromium without what a measurement has no use for. */
export const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** What a browser's own negotiation adds to each request. */
const ACCEPTED = "gzip, deflate, br";

/**
 * Opens the dashboard in a browser that has never seen it.
 *
 * @param {string} executablePath - of Chromium
 * @param {string} url
 * @returns {Promise<{ requests: PageRequest[], paintMs: number, dataMs: number }>} what it asked the server for, in order;
 *   milliseconds from the start of navigation to the first contentful paint, and to the end of the last answer
 */
export async function openPage(executablePath, url) {
  const browser = await puppeteer.launch({ executablePath, headless: true, args: CHROMIUM_FLAGS });
  try {
    const tab = await browser.newPage();
    /** @type {PageRequest[]} */
    const requests = [];
    tab.on("request", (request) => {
      const asked = new URL(request.url());
      if (asked.origin !== new URL(url).origin) return;
      const { "content-type": type, accept = "*/*" } = request.headers();
      requests.push({
        method: request.method(),
        path: `${asked.pathname}${asked.search}`,
        headers: { accept, "accept-encoding": ACCEPTED, ...(type && { "content-type": type }) },
        body: request.postData() ?? null,
      });
    });
    await tab.goto(`${url}/`, { waitUntil: "networkidle0", timeout: 120_000 });
    const times = await tab.evaluate(() => {
      const [paint] = performance.getEntriesByName("first-contentful-paint");
      const answers = performance
        .getEntriesByType("resource")
        .map((entry) => ("responseEnd" in entry ? Number(entry.responseEnd) : 0));
      return { paintMs: paint?.startTime ?? Number.NaN, dataMs: Math.max(0, ...answers) };
    });
    return { requests, ...times };
  } finally {
    await browser.close();
  }
}
