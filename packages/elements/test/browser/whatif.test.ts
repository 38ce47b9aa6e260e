import { simulateRequest, type Twin } from "@cdp-whatif/core";
import type {} from "@cdp-whatif/elements";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { canLaunch, launch } from "../../../../scripts/launch-browser.js";
import { accessibilityFaults, appears, overflow, textOf } from "./fixture/open.js";
import { bundleElements } from "./harness-bundle.js";
import { demoLines, twinOf } from "./harness-data.js";
import { openPage, resultThat } from "./harness-page.js";
import { type Site, serveSite } from "./harness-site.js";

const test = it.skipIf(!canLaunch("chromium"));
const inside = (selector: string) => `cdp-whatif >>> ${selector}`;

const pageWith = (markup: string, lang = "en") =>
  `<!doctype html><html lang="${lang}"><title>what if</title><meta name="viewport" content="width=device-width"><script type="module" src="/cdp-elements.js"></script><main>${markup}</main></html>`;

let browser: Browser;
let site: Site;
let twin: Twin;

beforeAll(async () => {
  twin = await twinOf(demoLines());
  const { elements } = await bundleElements();
  site = await serveSite({
    "/cdp-elements.js": elements,
    "/twin.json": JSON.stringify(twin),
    "/page.html": pageWith('<cdp-whatif src="/twin.json"></cdp-whatif>'),
    "/zh.html": pageWith('<cdp-whatif src="/twin.json"></cdp-whatif>', "zh-Hant-TW"),
    "/dark.html": pageWith('<cdp-whatif src="/twin.json" theme="dark"></cdp-whatif>'),
    "/late.html": pageWith('<cdp-whatif src="/late.json"></cdp-whatif>'),
    "/none.html": pageWith("<cdp-whatif></cdp-whatif>"),
    "/two.html": pageWith(
      '<cdp-provider src="/twin.json"><cdp-whatif></cdp-whatif><cdp-whatif id="b"></cdp-whatif></cdp-provider>',
    ),
  });
  if (canLaunch("chromium")) browser = await launch("chromium");
});
afterAll(async () => {
  await browser?.close();
  await site.close();
});

const open = (path: string, options?: { width?: number }) =>
  openPage(browser, `${site.origin}${path}`, options);

/** Types a value into the field of a lever, by its accessible name. */
async function type(page: Page, label: string, value: string): Promise<void> {
  const field = await appears(page, inside(`input[type=number][aria-label^="${label}"]`));
  await field.click({ clickCount: 3 });
  await page.keyboard.type(value);
  await page.keyboard.press("Tab");
}

const press = async (page: Page, selector: string) =>
  (await appears(page, inside(selector))).click();

test("answers a typed price as core does, in full", async () => {
  const { page, complaints } = await open("/page.html");
  await resultThat(page);
  await type(page, "FamilyMart", "15");
  const moved = (result: {
    parameters: object;
    receipt: { scenario: { interventions: object[] } };
  }) => result.receipt.scenario.interventions.length === 1;
  const result = await resultThat(page, moved);
  const expected = simulateRequest(
    twin,
    {
      interventions: [{ event_type: "price_change", parameters: { price: { FamilyMart: 1.15 } } }],
      seed: 0,
      draws: 500,
    },
    { series: true },
  );
  expect(result.receipt.resultDigest).toBe(expected.receipt.resultDigest);
  expect(result.receipt.scenario.draws).toBe(500);
  expect(await textOf(page, inside(".tile-value"))).toMatch(/^−\d+\.\d pp$/);
  expect(complaints).toEqual([]);
  await page.close();
});

test("moves by keyboard, tells what it did, and takes steps back and again", async () => {
  const { page } = await open("/page.html");
  await resultThat(page);
  const slider = await appears(page, inside("#range-price-1"));
  await slider.focus();
  for (let i = 0; i < 3; i += 1) await page.keyboard.press("ArrowRight");
  const multiplier = (result: { receipt: { scenario: unknown } }) =>
    /"FamilyMart":1\.03/.test(JSON.stringify(result.receipt.scenario));
  await resultThat(page, multiplier);
  expect(await slider.evaluate((input) => input.getAttribute("aria-valuetext"))).toBe("+3%");
  await appears(page, inside("p.visually-hidden[role=status]"));
  expect(await textOf(page, inside("p.visually-hidden[role=status]"))).toMatch(
    /^Result: Share of .+ \(−?\+?\d/,
  );
  await page.keyboard.down("Control");
  await page.keyboard.press("z");
  await page.keyboard.up("Control");
  await resultThat(page, (result) => !multiplier(result));
  await page.keyboard.down("Control");
  await page.keyboard.press("y");
  await page.keyboard.up("Control");
  await resultThat(page, multiplier);
  await page.close();
});

test("shows no number where the data cannot answer, and says what would help", async () => {
  const { page } = await open("/page.html");
  await resultThat(page);
  await page.evaluate(() => {
    const element = document.querySelector("cdp-whatif");
    if (!element) throw new Error("no element");
    element.scenario = { ...element.scenario, trigger: "trend", triggerValue: 2 };
  });
  await resultThat(page, ({ verdict }) => verdict.status === "refused");
  await appears(page, inside(".refused-answer"));
  expect(await page.$(inside(".tile-value"))).toBeNull();
  expect(await page.$(inside(".shares"))).toBeNull();
  expect(await textOf(page, inside(".refused-answer"))).toContain("What would help");
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.close();
});

test("re-opens the scenario of a link to the same digest, and ignores a wrong one with a message", async () => {
  const { page } = await open("/page.html");
  await resultThat(page);
  await page.evaluate(() => {
    const element = document.querySelector("cdp-whatif");
    if (!element) throw new Error("no element");
    element.scenario = {
      ...element.scenario,
      prices: { FamilyMart: 0.9 },
      promotionBrand: "7-11",
      pointMultiplier: 2,
      days: 14,
    };
  });
  const first = await resultThat(page, ({ receipt }) => receipt.scenario.durationDays === 14);
  await page.evaluate(() => {
    Object.defineProperty(navigator, "clipboard", {
      value: {
        writeText: (text: string) => {
          document.title = text;
          return Promise.resolve();
        },
      },
    });
  });
  await press(page, 'button[title="Copy link"]');
  await page.waitForFunction(() => document.title.includes("#cdp-whatif=1;"));
  const href = await page.title();
  await page.close();

  const again = await openPage(browser, href);
  const second = await resultThat(
    again.page,
    ({ receipt }) => receipt.scenario.durationDays === 14,
  );
  expect(second.receipt.resultDigest).toBe(first.receipt.resultDigest);
  expect(await textOf(again.page, inside(".notice"))).toContain("Opened the scenario");
  await again.page.close();

  const wrong = await open("/page.html#cdp-whatif=1;p=Nobody*1.1");
  const neutral = await resultThat(wrong.page);
  expect(neutral.receipt.scenario.interventions).toEqual([]);
  expect(await textOf(wrong.page, inside(".notice"))).toMatch(/ignored.*"Nobody" is not one of/);
  await wrong.page.close();
});

test("pins scenarios, renames and removes them", async () => {
  const { page } = await open("/page.html");
  await resultThat(page);
  await type(page, "FamilyMart", "10");
  await resultThat(page, ({ receipt }) => receipt.scenario.interventions.length === 1);
  await press(page, 'button[title="Pin to compare"]');
  const name = await appears(page, inside(".pin-head input"));
  expect(await name.evaluate((input) => (input as HTMLInputElement).value)).toBe("A");
  await name.click({ clickCount: 3 });
  await page.keyboard.type("Ten up");
  await page.keyboard.press("Tab");
  await appears(page, inside('button[aria-label="Remove Ten up"]'));
  expect(await accessibilityFaults(page)).toEqual([]);
  await press(page, 'button[aria-label="Remove Ten up"]');
  expect(await page.$(inside(".compare"))).toBeNull();
  await page.close();
});

test("exports what is shown, with verdict, demo mark and digests on every row", async () => {
  const { page } = await open("/page.html");
  const result = await resultThat(page);
  await page.evaluate(() => {
    const make = URL.createObjectURL.bind(URL);
    URL.createObjectURL = (blob: Blob) => {
      void blob.text().then((text) => {
        document.title = text;
      });
      return make(blob);
    };
  });
  await press(page, 'button[title="Export CSV"]');
  await page.waitForFunction(() => document.title.includes("result_digest"));
  const csv = await page.evaluate(() => document.title);
  expect(csv).toContain(result.receipt.resultDigest);
  expect(csv).toContain("persona,region,people,brand,baseline_percent");
  await page.close();
});

test.each([
  ["/page.html", 1280],
  ["/dark.html", 1280],
  ["/zh.html", 390],
  ["/page.html", 360],
] as const)(
  "is without accessibility faults and no wider than the page: %s at %i",
  async (path, width) => {
    const { page, complaints } = await open(path, { width });
    await resultThat(page);
    await type(page, path === "/zh.html" ? "全家" : "FamilyMart", "10");
    await resultThat(page, ({ receipt }) => receipt.scenario.interventions.length === 1);
    await page.evaluate(() => {
      for (const fold of document
        .querySelector("cdp-whatif")
        ?.shadowRoot?.querySelectorAll("details") ?? []) {
        fold.open = true;
      }
    });
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  },
);

test("speaks 繁體中文 where the page does", async () => {
  const { page } = await open("/zh.html");
  await resultThat(page);
  const text = await textOf(page, inside(".frame"));
  expect(text).toContain("如果");
  expect(text).toContain("全家");
  expect(text).toContain("示範資料");
  expect(text).not.toMatch(/undefined|NaN|\[object/);
  await page.close();
});

test("says what failed and loads again when asked", async () => {
  site.files.delete("/late.json");
  const { page } = await open("/late.html");
  const retry = await appears(page, inside(".state button"));
  expect(await textOf(page, inside(".state"))).toContain("/late.json: HTTP 404");
  site.files.set("/late.json", JSON.stringify(twin));
  await retry.click();
  await resultThat(page);
  await page.close();
});

test("says what is missing where no data are named", async () => {
  const { page } = await open("/none.html");
  await appears(page, inside(".state-title"));
  expect(await textOf(page, inside(".state"))).toContain("No data yet");
  await page.close();
});

test("shares one source and one selection inside a provider", async () => {
  site.asked.length = 0;
  const { page } = await open("/two.html");
  await resultThat(page);
  expect(site.asked.filter((path) => path === "/twin.json")).toHaveLength(1);
  const picker = await appears(page, inside(".who select"));
  await picker.select("Fresh_Grad");
  await resultThat(page, ({ receipt }) => receipt.scenario.persona === "Fresh_Grad");
  const chosen = () =>
    page.evaluate(() =>
      [...document.querySelectorAll("cdp-whatif")].map(
        (element) => element.result?.receipt.scenario.persona,
      ),
    );
  for (let i = 0; i < 100 && (await chosen())[1] === undefined; i += 1) {
    await new Promise((next) => setTimeout(next, 50));
  }
  expect(await chosen()).toEqual(["Fresh_Grad", "Fresh_Grad"]);
  await page.close();
});
