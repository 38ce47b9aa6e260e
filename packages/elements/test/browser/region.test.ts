import type { Browser } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { canLaunch, launch } from "../../../../scripts/launch-browser.js";
import { accessibilityFaults, appears, openElement, overflow, textOf } from "./fixture/open.js";
import { type FixtureServer, serveFixture } from "./fixture/serve.js";

const TAG = "cdp-region-comparison";
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
  server.trouble.empty = false;
  server.asked.length = 0;
});

test("holds regions side by side on one scale, with the difference and its interval", async () => {
  const { page, complaints } = await openElement(browser, server.origin, TAG, {
    persona: "Fresh_Grad",
  });
  await appears(page, inside(".whisker"));
  const widths = await page.$$eval(inside("td.plot-cell svg"), (charts) =>
    charts.map((chart) => chart.getAttribute("width")),
  );
  expect(new Set(widths).size).toBe(1);
  expect(await page.$$(inside("tr[data-trait='7-11']"))).toHaveLength(3);
  const tainan = await textOf(page, inside("tr[data-trait='7-11'][data-region='Tainan']"));
  expect(tainan).toMatch(/33\.\d% .*−9\.\d −1\d\.\d to −\d\.\d/);
  expect(tainan).not.toContain("not distinguishable");
  const family = await textOf(page, inside("tr[data-trait='FamilyMart'][data-region='Tainan']"));
  expect(family).toContain("not distinguishable");
  expect(await textOf(page, inside(".notes"))).toContain("noise beyond sampling");
  expect(complaints).toEqual([]);
  await page.close();
});

test("compares the regions that are chosen, against the one that is chosen", async () => {
  const { page } = await openElement(browser, server.origin, TAG, {
    regions: "Tainan,Taichung",
    reference: "Tainan",
  });
  await appears(page, inside(".whisker"));
  expect(await page.$$(inside("tr[data-trait='7-11']"))).toHaveLength(2);
  expect(await textOf(page, inside("tr[data-trait='7-11'][data-region='Tainan']"))).toContain(
    "reference",
  );
  expect(await textOf(page, inside("tr[data-trait='7-11'][data-region='Taichung']"))).toContain(
    "not distinguishable",
  );
  await page.$eval(inside("fieldset label:nth-of-type(2) input"), (box) =>
    (box as HTMLElement).click(),
  );
  await appears(page, inside(".state"));
  expect(await textOf(page, inside(".state"))).toContain("at least two regions");
  await page.close();
});

test("shows scores, and asks for the dates that are set", async () => {
  const { page } = await openElement(browser, server.origin, TAG, {
    show: "scores",
    start: "2026-01-01",
    end: "2026-01-31",
  });
  await appears(page, inside(".whisker"));
  expect(await page.$$(inside("tr[data-trait='engagement']"))).toHaveLength(3);
  expect(server.asked).toContain(
    "/api/v1/behavior/summary?start_date=2026-01-01&end_date=2026-01-31",
  );
  expect(await textOf(page, inside(".notes"))).toContain("upper bound");
  await page.close();
});

test("says that nothing fits, that data is needed, and what went wrong", async () => {
  const none = await openElement(browser, server.origin, TAG, { start: "2030-01-01" });
  await appears(none.page, inside(".state"));
  expect(await textOf(none.page, inside(".state"))).toContain("No record fits");
  await none.page.close();
  server.trouble.empty = true;
  const twinOnly = await openElement(browser, server.origin, TAG);
  await appears(twinOnly.page, inside(".state"));
  expect(await textOf(twinOnly.page, inside(".state"))).toContain(".jsonl");
  await twinOnly.page.close();
  server.trouble.empty = false;
  server.trouble.failing.add("/api/v1/behavior/summary");
  const broken = await openElement(browser, server.origin, TAG);
  await appears(broken.page, inside("[role=alert]"));
  server.trouble.failing.clear();
  await broken.page.$eval(inside("[role=alert] button"), (button) =>
    (button as HTMLElement).click(),
  );
  await appears(broken.page, inside(".whisker"));
  await broken.page.close();
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
      { theme, locale },
      { width },
    );
    await appears(page, inside(".whisker"));
    await page.$eval(inside("summary"), (summary) => (summary as HTMLElement).click());
    await appears(page, inside(".behind table"));
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
    await page.close();
  },
);
