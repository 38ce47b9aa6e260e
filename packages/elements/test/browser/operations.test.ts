import { generateMarket } from "@cdp-whatif/core/synthetic";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canLaunch, launch } from "../../../../scripts/launch-browser.js";
import { accessibilityFaults, appears, openElement, overflow, textOf } from "./fixture/open.js";
import { type OperationsServers, startOperations } from "./fixture/operations-server.js";

const TAG = "cdp-operations-dashboard";
const inside = (selector: string) => `cdp-dashboard >>> ${selector}`;

const market = generateMarket({ days: 40, start: "2026-01-01", seed: 3 });
const behaviour = market.files.find(({ name }) => name.startsWith("behavior"));
const LINES = [...(behaviour?.lines() ?? [])].slice(0, 30);

const click = (page: Page, selector: string) =>
  page.$eval(inside(selector), (element) => (element as HTMLElement).click());

async function says(page: Page, selector: string, pattern: RegExp, within = 15_000) {
  const until = Date.now() + within;
  for (;;) {
    const text = (await page.$(inside(selector))) ? await textOf(page, inside(selector)) : "";
    if (pattern.test(text)) return text;
    if (Date.now() > until) throw new Error(`${selector} says "${text}", expected ${pattern}`);
    await new Promise((next) => setTimeout(next, 100));
  }
}

describe.each(["chromium", "firefox"] as const)("%s", (name) => {
  const test = it.skipIf(!canLaunch(name));
  let browser: Browser;
  let servers: OperationsServers;
  beforeAll(async () => {
    if (!canLaunch(name)) return;
    servers = await startOperations(`${LINES.join("\n")}\nnot json\n`);
    browser = await launch(name);
  });
  afterAll(async () => {
    await browser?.close();
    await servers?.close();
  });
  const open = (origin: string, attributes = {}, width = 1280) =>
    openElement(
      browser,
      `${origin}/ops`,
      "cdp-dashboard",
      { src: origin, view: "operations", ...attributes },
      { width },
    );

  test("shows checks, sources, stages, rules and dead letters, and a failure once it is there", async () => {
    const { page, complaints } = await open(servers.strict);
    await appears(page, inside(".letters li"));
    expect(await textOf(page, inside("h3 .badge"))).toMatch(/Healthy|Degraded/);
    const checks = await page.$$eval(inside("[data-check]"), (items) =>
      items.map(({ textContent }) => textContent),
    );
    // Each has a name, and none shows its id.
    expect(checks.filter((text) => !/^\s*[A-Z]/.test(text ?? ""))).toEqual([]);
    expect(await page.$$(inside(".stages li"))).toHaveLength(8);
    expect(await textOf(page, inside("[data-stage=validation]"))).toMatch(
      /in ?31 lines ?out ?30 lines/,
    );
    await says(page, "[data-source='till prices']", /rest ● ?Open/, 20_000);
    expect(await page.$$(inside(".letters li"))).toHaveLength(25);
    await page.focus(inside(".letters li:nth-child(2) summary"));
    await page.keyboard.press("Enter");
    servers.answerWith(500);
    // The rest of what an operator sees is where it was, under the reader's hands.
    await says(page, "[data-source='till prices']", /▲ ?Failing.*failed tr/, 35_000);
    await says(page, "[data-source='till prices']", /answered 500/, 35_000);
    await says(page, "[data-check=sources]", /■ ?fails/, 35_000);
    expect(await page.$(inside(".letters li:nth-child(2) details[open]"))).not.toBeNull();
    expect(
      await page.$eval(inside(TAG), (board) => board.shadowRoot?.activeElement?.localName),
    ).toBe("summary");
    expect(await page.$eval(inside(TAG), (board) => board.shadowRoot?.textContent)).toMatch(
      /Source till prices: Failing|Live sources fails/,
    );
    servers.answerWith(200);
    if (name === "chromium") expect(await accessibilityFaults(page)).toEqual([]);
    // A store without a twin refuses to name what can be simulated (409): that is the other views' to show.
    expect(complaints.filter((text) => !text.includes("409"))).toEqual([]);
    await page.close();
  });

  test("filters and pages dead letters, and shows each with place, found, expected and record", async () => {
    const { page } = await open(servers.strict);
    await appears(page, inside(".letters li"));
    await click(page, "nav button:last-child");
    await says(page, "nav .faint", /Page 2/);
    await says(page, "nav button:first-child", /Previous/);
    const rule = await page.$$eval(inside("th button.link"), (all) =>
      all.map((one) => one.textContent),
    );
    expect(rule).toHaveLength(2);
    await click(page, "tr:last-child th button.link");
    await page.waitForFunction(
      () => {
        const board = document.querySelector("cdp-dashboard")?.shadowRoot;
        const list = board?.querySelector("cdp-operations-dashboard")?.shadowRoot;
        return list?.querySelectorAll(".letters li").length === 1;
      },
      { timeout: 15_000 },
    );
    await click(page, ".letters summary");
    expect(await textOf(page, inside(".letter"))).toMatch(/line 31, byte .*Found.*Expected/);
    expect(await textOf(page, inside(".letters pre"))).toBe("not json");
    await click(page, ".clear");
    await says(page, "nav", /Page 1/);
    await page.close();
  });

  test("tries dead letters again only after it was confirmed, and says what became of them", async () => {
    const first = await open(servers.strict);
    await appears(first.page, inside(".letters li"));
    await click(first.page, ".replay");
    expect(await textOf(first.page, inside("dialog"))).toMatch(/all dead letters of the store/);
    if (name === "chromium") expect(await accessibilityFaults(first.page)).toEqual([]);
    await first.page.keyboard.press("Escape");
    expect(await first.page.$(inside("dialog[open]"))).toBeNull();
    await click(first.page, ".replay");
    await click(first.page, ".start");
    await says(first.page, ".result", /Records read: 31 ?Stored: 0.*Still rejected: 31/);
    await first.page.close();

    const { page, complaints } = await open(servers.mended);
    await appears(page, inside(".letters li"));
    await click(page, ".replay");
    await click(page, ".start");
    await says(page, ".result", /Records read: 31 ?Stored: 30.*Still rejected: 1/);
    await says(page, ".head .faint", /./);
    // A store without a twin refuses to name what can be simulated (409): that is the other views' to show.
    expect(complaints.filter((text) => !text.includes("409"))).toEqual([]);
    await page.close();
  });

  test("fits a narrow and a very wide window, in Chinese and dark, without faults", async () => {
    for (const width of [360, 3840]) {
      const { page } = await open(servers.mended, { locale: "zh-TW", theme: "dark" }, width);
      await appears(page, inside(".letters li"));
      expect(await textOf(page, inside("h2"))).toBe("維運");
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      if (name === "chromium") expect(await accessibilityFaults(page)).toEqual([]);
      await page.close();
    }
  });
});
