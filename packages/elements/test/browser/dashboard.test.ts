import type { Browser } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { canLaunch, launch } from "../../../../scripts/launch-browser.js";
import type {} from "../../src/index.js";
import { accessibilityFaults, appears, openElement, overflow, textOf } from "./fixture/open.js";
import { type FixtureServer, serveFixture } from "./fixture/serve.js";

const TAG = "cdp-dashboard";
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
  server.trouble.empty = false;
  server.asked.length = 0;
});

test("says what the data is and opens views by keys, each made when it is first opened", async () => {
  const { page, complaints } = await openElement(browser, server.origin, TAG);
  await appears(page, inside(".line.ahead"));
  expect(await textOf(page, inside(".top"))).toMatch(
    /Customer twin Demo data 804 records.*Oct 1, 2025 – Feb 14, 2026.*6 cells.*Source: http/,
  );
  expect(await page.$(inside("cdp-region-comparison"))).toBeNull();
  await page.focus(inside("#tab-time-series"));
  await page.keyboard.press("ArrowRight");
  await appears(page, inside("cdp-persona-explorer >>> .card"));
  await page.keyboard.press("ArrowRight");
  await appears(page, inside("cdp-region-comparison >>> .whisker"));
  const selected = await page.$$eval(inside("[role=tab]"), (tabs) =>
    tabs.map((tab) => [tab.id, tab.getAttribute("aria-selected"), (tab as HTMLElement).tabIndex]),
  );
  expect(selected[2]).toEqual(["tab-regions", "true", 0]);
  expect(selected.filter(([, , stop]) => stop === 0)).toHaveLength(1);
  await page.keyboard.press("Home");
  expect(await page.$eval(inside("#panel-regions"), (panel) => (panel as HTMLElement).hidden)).toBe(
    true,
  );
  expect(complaints).toEqual([]);
  await page.close();
});

test("shares one selection: a persona chosen in one view is that of all", async () => {
  const { page } = await openElement(browser, server.origin, TAG, { view: "personas" });
  await appears(page, inside(".card"));
  await page.$eval(inside(".card[data-persona=Fresh_Grad]"), (card) =>
    (card as HTMLElement).click(),
  );
  await page.waitForFunction(
    (tag) =>
      document.querySelector<HTMLElementTagNameMap[typeof TAG]>(tag)?.persona === "Fresh_Grad",
    {},
    TAG,
  );
  await page.$eval(inside("#tab-time-series"), (tab) => (tab as HTMLElement).click());
  await appears(page, inside("cdp-time-series >>> .line.ahead"));
  const titles = await page.$$eval(inside(".panel h3"), (all) =>
    all.map((title) => title.textContent),
  );
  expect(titles.filter((title) => title?.startsWith("Fresh graduates"))).toHaveLength(3);
  expect(server.asked.some((path) => path.includes("series?persona=Fresh_Grad"))).toBe(true);
  await page.close();
});

test("changes language and colours for all views", async () => {
  const { page } = await openElement(browser, server.origin, TAG);
  await appears(page, inside(".line.ahead"));
  const [language, colours] = await page.$$(inside(".switches select"));
  await language?.select("zh-TW");
  await page.waitForFunction(
    (tag) =>
      document
        .querySelector(tag)
        ?.shadowRoot?.querySelector("cdp-time-series")
        ?.shadowRoot?.querySelector("h2")?.textContent === "行為趨勢",
    {},
    TAG,
  );
  await colours?.select("dark");
  await page.waitForFunction(
    (tag) => {
      const view = document.querySelector(tag)?.shadowRoot?.querySelector("cdp-time-series");
      return view && getComputedStyle(view).colorScheme === "dark";
    },
    {},
    TAG,
  );
  await page.close();
});

test("re-opens from its link what was seen", async () => {
  const { page } = await openElement(browser, server.origin, TAG, {
    persona: "Fresh_Grad",
    region: "Taipei",
    view: "regions",
    locale: "zh-TW",
  });
  await appears(page, inside(".whisker"));
  const link = await page.$eval(TAG, (board) => board.link);
  expect(link).toContain(
    "cdp-dashboard=view=regions;persona=Fresh_Grad;region=Taipei;locale=zh-TW",
  );
  await page.close();
  const other = await browser.newPage();
  await other.goto(link);
  await other.evaluate(
    (tag, origin) => {
      const element = document.createElement(tag);
      element.setAttribute("src", origin);
      document.querySelector("main")?.append(element);
    },
    TAG,
    server.origin,
  );
  await appears(other, inside("cdp-region-comparison >>> .whisker"));
  expect(await other.$eval(TAG, (board) => [board.view, board.persona, board.locale])).toEqual([
    "regions",
    "Fresh_Grad",
    "zh-TW",
  ]);
  await other.close();
});

test("goes to the view by the skip link", async () => {
  const { page } = await openElement(browser, server.origin, TAG);
  await appears(page, inside(".line.ahead"));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  expect(await page.$eval(TAG, (board) => board.shadowRoot?.activeElement?.id)).toBe(
    "panel-time-series",
  );
  await page.close();
});

test("opens the what-if view of a source that has a twin only", async () => {
  server.trouble.empty = true;
  const { page } = await openElement(browser, server.origin, TAG);
  await appears(page, inside("cdp-whatif"));
  expect(await textOf(page, inside(".facts"))).toContain("A fitted twin, without records");
  await page.close();
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
    await appears(page, inside(".line.ahead"));
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
    await page.close();
  },
);
