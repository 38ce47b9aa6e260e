import type { Browser } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { canLaunch, launch } from "../../../../scripts/launch-browser.js";
import type {} from "../../src/index.js";
import { accessibilityFaults, appears, openElement, overflow, textOf } from "./fixture/open.js";
import { type FixtureServer, serveFixture } from "./fixture/serve.js";

const TAG = "cdp-persona-explorer";
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
});

test("shows size, shares, defining traits, nearest persona, habit and price sensitivity", async () => {
  const { page, complaints } = await openElement(browser, server.origin, TAG, {
    persona: "Fresh_Grad",
  });
  await appears(page, inside(".twin .whisker"));
  const card = await textOf(page, inside(".card[aria-pressed=true]"));
  expect(card).toMatch(/^Fresh graduates [\d,]+ people · 39% of all .*FamilyMart 41\.\d%/);
  expect(card).toContain("Nearest: FinTech families, 10.9% of people apart");
  expect(await textOf(page, inside(".defining"))).toMatch(/Engagement \+15\.\d pp/);
  const engagement = await textOf(page, inside("tr[data-trait=engagement]"));
  expect(engagement).toMatch(/66\.\d%.*50\.\d%.*\+15\.\d \+1\d\.\d to \+1\d\.\d/);
  expect(await textOf(page, inside("tr[data-trait=Other]"))).toContain("not distinguishable");
  const parts = await page.$$eval(inside(".twin-part"), (all) =>
    all.map((part) => part.textContent),
  );
  expect(parts[0]).toContain("estimated from 134 records");
  expect(parts[1]).toMatch(/FamilyMart\s+−1\.\d\d/);
  expect(complaints).toEqual([]);
  await page.close();
});

test("tells whom it chose, and takes the choice over", async () => {
  const { page } = await openElement(browser, server.origin, TAG, { persona: "Fresh_Grad" });
  await appears(page, inside(".card"));
  await page.evaluate(() => {
    document.body.addEventListener("cdp-selection-change", ({ selection }) => {
      document.title = JSON.stringify(selection);
    });
  });
  await page.focus(inside(".card[data-persona=FinTech_Family]"));
  await page.keyboard.press("Enter");
  await appears(page, inside(".card[data-persona=FinTech_Family][aria-pressed=true]"));
  expect(await page.title()).toBe('{"persona":"FinTech_Family"}');
  expect(await textOf(page, inside(".body h3"))).toBe("What sets FinTech families apart");
  await page.close();
});

test("works without a twin, and says that data is needed without records", async () => {
  server.trouble.failing.add("/api/v1/twin");
  const dataOnly = await openElement(browser, server.origin, TAG);
  await appears(dataOnly.page, inside(".traits .whisker"));
  expect(await textOf(dataOnly.page, inside(".body"))).toContain("need a twin");
  await dataOnly.page.close();
  server.trouble.empty = true;
  const twinOnly = await openElement(browser, server.origin, TAG);
  await appears(twinOnly.page, inside(".state"));
  expect(await textOf(twinOnly.page, inside(".state"))).toContain(".jsonl");
  await twinOnly.page.close();
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
    await appears(page, inside(".twin .whisker"));
    await page.$eval(inside("summary"), (summary) => (summary as HTMLElement).click());
    await appears(page, inside(".behind table"));
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
    await page.close();
  },
);
