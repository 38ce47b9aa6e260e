import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type BrowserName, canLaunch, launch } from "../../../../scripts/launch-browser.js";
import {
  accessibilityFaults,
  appears,
  overflow,
  textOf,
} from "../../../elements/test/browser/fixture/open.js";
import { type IssuedKey, issueKey } from "../../src/access/key-change.js";
import { changeKeys } from "../../src/access/key-file.js";
import { createService, type Service } from "../../src/index.js";
import { type Listening, listen } from "../../src/node.js";
import { EVERYTHING, marketTwin, send } from "../market.js";

let folder: string;
let issued: IssuedKey;
let service: Service;
let server: Listening;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sign-in-"));
  const path = join(folder, "keys.json");
  const catalogue = builtInCatalogue;
  const twin = await marketTwin();
  const access = { keys: { path }, rate: { perMinute: null } };
  // Whoever fills it needs no key yet.
  service = createService({ store: memoryStore(), catalogue, twin, access });
  await send(service.app, EVERYTHING);
  issued = issueKey(
    { name: "browser", role: "operator", tags: null, expires: null },
    { now: Date.now() },
  );
  await changeKeys(path, (keys) => ({ keys: [...keys, issued.record], result: undefined }));
  await new Promise((next) => setTimeout(next, 600));
  server = await listen(service.app, { host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
  await server?.close();
  await service?.close();
  await rm(folder, { recursive: true, force: true });
});

interface Look {
  readonly width?: number;
  readonly colours?: "light" | "dark";
  readonly language?: string;
}

async function openEntrance(
  browser: Browser,
  { width = 1280, colours = "light", language = "en" }: Look = {},
): Promise<Page> {
  const page = await (await browser.createBrowserContext()).newPage();
  await page.setViewport({ width, height: 800 });
  if (width < 400)
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: colours }]);
  await page.setExtraHTTPHeaders({ "accept-language": language });
  await page.goto(server.url);
  return page;
}

const giveKey = async (page: Page, key: string) => {
  await page.type("#key", key);
  await page.keyboard.press("Enter");
};
const showsDashboard = async (page: Page) => {
  await page.waitForSelector("cdp-dashboard");
  await appears(page, "cdp-dashboard >>> .line.ahead");
};

it.each(["chromium", "firefox"] as const)(
  "signs in, shows the dashboard, and signs out: %s",
  (name) => (canLaunch(name) ? signsInAndOut(name) : undefined),
);

async function signsInAndOut(name: BrowserName): Promise<void> {
  const browser = await launch(name);
  try {
    const page = await openEntrance(browser);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("key");
    await giveKey(page, issued.key.replace(/.$/, "x"));
    await page.waitForSelector("[data-when=wrong]:not([hidden])");
    expect(await textOf(page, "[role=alert]")).toContain("This key is not taken");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-invalid"))).toBe(
      "true",
    );
    await giveKey(page, issued.key);
    await showsDashboard(page);
    expect(await textOf(page, "cdp-dashboard >>> .top")).toMatch(/records/);
    expect(await page.evaluate(() => document.cookie)).toBe("");
    expect(page.url()).toBe(`${server.url}/`);

    await page.click(".sign-out button");
    await page.waitForSelector("#key");
    const asked = await page.evaluate(async () => (await fetch("/api/v1/personas")).status);
    expect(asked).toBe(401);
  } finally {
    await browser.close();
  }
}

it.skipIf(!canLaunch("chromium"))(
  "is readable for everybody, in both languages, light and dark, on narrow screens",
  async () => {
    const browser = await launch("chromium");
    try {
      for (const colours of ["light", "dark"] as const) {
        for (const [language, heading] of [
          ["en", "Sign in"],
          ["zh-TW", "登入"],
        ] as const) {
          const page = await openEntrance(browser, { width: 360, colours, language });
          expect(await textOf(page, "h1")).toBe(heading);
          expect(await accessibilityFaults(page)).toEqual([]);
          expect(await overflow(page)).toBeLessThanOrEqual(0);
          await giveKey(page, issued.key);
          await showsDashboard(page);
          expect(await overflow(page)).toBeLessThanOrEqual(0);
          expect(await accessibilityFaults(page)).toEqual([]);
          await page.close();
        }
      }
    } finally {
      await browser.close();
    }
  },
);
