import type { Browser, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { canLaunch, launch } from "../../../../scripts/launch-browser.js";
import { accessibilityFaults, appears, openElement, overflow, textOf } from "./fixture/open.js";
import { type FixtureServer, serveFixture } from "./fixture/serve.js";

const TAG = "cdp-time-series";
const CELL = { persona: "Fresh_Grad", region: "Taipei" };
const inside = (selector: string) => `${TAG} >>> ${selector}`;
let browser: Browser;
let server: FixtureServer;

const test = it.skipIf(!canLaunch("chromium"));

beforeAll(async () => {
  server = await serveFixture();
  if (canLaunch("chromium")) browser = await launch("chromium");
});
afterAll(async () => {
  await browser?.close();
  await server.close();
});
afterEach(() => {
  server.trouble.failing.clear();
  server.trouble.delay = 0;
  server.trouble.empty = false;
  server.asked.length = 0;
});

const linePaths = (page: Page, kind: string) =>
  page.$$eval(inside(kind), (paths) => paths.map((path) => path.getAttribute("d") ?? ""));

test("draws one line per brand, broken at the days without a record", async () => {
  const { page, complaints } = await openElement(browser, server.origin, TAG, CELL);
  await appears(page, inside(".line.ahead"));
  const lines = await linePaths(page, ".line:not(.ahead)");
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(line.match(/M/g)).toHaveLength(2);
  expect(await linePaths(page, ".line.ahead")).toHaveLength(3);
  expect(await linePaths(page, ".band.ahead")).toHaveLength(3);
  expect(await textOf(page, inside(".origin"))).toMatch(
    /^Observed: \d+–\d+ people per cell and day/,
  );
  expect(await textOf(page, inside(".notes"))).toContain("estimated by the twin of Feb 14, 2026");
  expect(await textOf(page, inside(".head"))).toContain("Demo data");
  expect(await textOf(page, inside(".events"))).toContain("Jan 20, 2026");
  expect(complaints).toEqual([]);
  await page.close();
});

test("moves the date cursor by keys and says date, shares and people", async () => {
  const { page } = await openElement(browser, server.origin, TAG, CELL);
  await appears(page, inside(".line.ahead"));
  await page.focus(inside(".plot"));
  await page.keyboard.press("Home");
  const spoken = () => page.$eval(inside(".plot"), (plot) => plot.getAttribute("aria-valuetext"));
  expect(await spoken()).toMatch(
    /^Oct 1, 2025, 7-ELEVEN \d+\.\d%, FamilyMart \d+\.\d%, Other \d+\.\d%, \d+ people$/,
  );
  await page.keyboard.press("ArrowRight");
  expect(await spoken()).toMatch(/^Oct 2, 2025/);
  await page.keyboard.press("End");
  expect(await spoken()).toMatch(/^Mar 16, 2026, 7-ELEVEN \d+\.\d% \(forecast\)/);
  expect(await textOf(page, inside(".readout"))).toBe("Mar 16, 2026");
  expect(await textOf(page, inside(".legend"))).toMatch(/7-ELEVEN \d+\.\d%/);
  await page.close();
});

test("chooses a range by Shift and Enter, and asks for it", async () => {
  const { page } = await openElement(browser, server.origin, TAG, CELL);
  await appears(page, inside(".line.ahead"));
  await page.focus(inside(".plot"));
  await page.keyboard.press("Home");
  await page.keyboard.down("Shift");
  for (let i = 0; i < 9; i += 1) await page.keyboard.press("ArrowRight");
  await page.keyboard.up("Shift");
  expect(await textOf(page, inside(".readout"))).toContain("press Enter");
  await page.keyboard.press("Enter");
  await page.waitForFunction(
    (tag) =>
      document.querySelector(tag)?.shadowRoot?.querySelector<HTMLInputElement>("input[type=date]")
        ?.value === "2025-10-01",
    {},
    TAG,
  );
  await page.waitForNetworkIdle({ idleTime: 100 });
  const ranged = server.asked.filter((path) => path.includes("start_date"));
  expect(ranged.at(-1)).toContain("start_date=2025-10-01&end_date=2025-10-10");
  expect(await page.$$(inside(".line.ahead"))).toHaveLength(0);
  await page.close();
});

test("draws a range with the pointer too", async () => {
  const { page } = await openElement(browser, server.origin, TAG, CELL);
  await appears(page, inside(".line.ahead"));
  const plot = await appears(page, inside(".plot"));
  const box = await plot.boundingBox();
  if (!box) throw new Error("the plot has no box");
  await page.mouse.move(box.x + 300, box.y + 100);
  await page.mouse.down();
  await page.mouse.move(box.x + 500, box.y + 120, { steps: 5 });
  await page.mouse.up();
  await page.waitForFunction(
    (tag) =>
      document.querySelector(tag)?.shadowRoot?.querySelector<HTMLInputElement>("input[type=date]")
        ?.value !== "",
    {},
    TAG,
  );
  await page.close();
});

test("shows scores, other steps, and no forecast when told so", async () => {
  const { page } = await openElement(browser, server.origin, TAG, {
    ...CELL,
    metric: "satisfaction",
    bucket: "week",
  });
  await appears(page, inside(".line"));
  expect(server.asked.some((path) => path.includes("bucket=week"))).toBe(true);
  expect(await linePaths(page, ".line")).toHaveLength(1);
  expect(await textOf(page, inside(".notes"))).toContain("Scores carry no band");
  expect(server.asked.some((path) => path.includes("/simulate"))).toBe(false);
  await page.close();
});

test("paints dense lines on a canvas, and still answers the keys", async () => {
  const { page, complaints } = await openElement(browser, server.origin, TAG);
  await appears(page, inside("canvas"));
  await appears(page, inside(".line.ahead"));
  const painted = await page.$eval(inside("canvas"), (element) => {
    const canvas = element as HTMLCanvasElement;
    const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? {
      data: [],
    };
    return Array.from(data)
      .filter((_, i) => i % 4 === 3)
      .filter((alpha) => alpha > 0).length;
  });
  expect(painted).toBeGreaterThan(500);
  expect(await page.$$(inside(".panel"))).toHaveLength(6);
  expect(complaints).toEqual([]);
  await page.close();
});

test("has a table behind the chart with origin and demo mark, and exports the same numbers", async () => {
  const { page } = await openElement(browser, server.origin, TAG, CELL);
  await appears(page, inside(".line.ahead"));
  await page.$eval(inside("summary"), (summary) => (summary as HTMLElement).click());
  await appears(page, inside("table"));
  expect(await textOf(page, inside("thead"))).toContain("Origin");
  const first = await textOf(page, inside("tbody tr"));
  expect(first).toMatch(/^Oct 1, 2025Fresh graduatesTaipei7-ELEVEN[\d.%]+observedDemo data$/);
  expect(await page.$$(inside("tbody tr"))).toHaveLength(200);
  await page.$eval(inside("button.more"), (button) => (button as HTMLElement).click());
  const rows = () => page.$$(inside("tbody tr"));
  await page.waitForFunction(
    (tag) =>
      (document.querySelector(tag)?.shadowRoot?.querySelectorAll("tbody tr").length ?? 0) > 200,
    {},
    TAG,
  );
  expect((await rows()).length).toBe(3 * (134 + 30));
  await page.close();
});

test("shows loading, then an error with a way to try again, then the chart", async () => {
  server.trouble.failing.add("/api/v1/behavior/series");
  // Long enough to be seen on a busy machine.
  server.trouble.delay = 2000;
  const { page } = await openElement(browser, server.origin, TAG, CELL);
  await appears(page, inside(".skeleton"));
  server.trouble.delay = 0;
  await appears(page, inside("[role=alert]"));
  expect(await textOf(page, inside("[role=alert]"))).toContain("the store is away");
  server.trouble.failing.clear();
  await page.$eval(inside("[role=alert] button"), (button) => (button as HTMLElement).click());
  await appears(page, inside(".line"));
  await page.close();
});

test("says what to load when the source has a twin only, and shows the data without a twin", async () => {
  server.trouble.empty = true;
  const twinOnly = await openElement(browser, server.origin, TAG, CELL);
  await appears(twinOnly.page, inside(".state"));
  expect(await textOf(twinOnly.page, inside(".state"))).toContain(".jsonl");
  await twinOnly.page.close();
  server.trouble.empty = false;
  server.trouble.failing.add("/api/v1/simulate").add("/api/v1/simulation").add("/api/v1/twin");
  const dataOnly = await openElement(browser, server.origin, TAG, CELL);
  await appears(dataOnly.page, inside(".line"));
  await dataOnly.page.waitForNetworkIdle({ idleTime: 100 });
  expect(await textOf(dataOnly.page, inside(".notes"))).toContain("No forecast");
  expect(await textOf(dataOnly.page, inside(".panel h3"))).toBe("Fresh_Grad · Taipei");
  await dataOnly.page.close();
});

test.for([
  ["light", "en", 1280],
  ["dark", "en", 360],
  ["light", "zh-TW", 360],
  ["dark", "zh-TW", 3840],
] as const)(
  "is free of faults that axe-core finds: %s, %s, %i px",
  async ([theme, locale, width]) => {
    const { page, complaints } = await openElement(
      browser,
      server.origin,
      TAG,
      { ...CELL, theme, locale },
      { width },
    );
    await appears(page, inside(".line.ahead"));
    await page.$eval(inside("summary"), (summary) => (summary as HTMLElement).click());
    await appears(page, inside("table"));
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
    await page.close();
  },
);
