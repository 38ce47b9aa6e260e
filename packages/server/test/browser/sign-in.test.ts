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
import type { Role } from "../../src/access/role.js";
import { createService, type Service } from "../../src/index.js";
import { type Listening, listen } from "../../src/node.js";
import { EVERYTHING, marketTwin, send } from "../market.js";

let folder: string;
let issued: IssuedKey;
let viewer: IssuedKey;
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
  const issue = (role: Role) =>
    issueKey({ name: role, role, tags: null, expires: null }, { now: Date.now() });
  issued = issue("operator");
  viewer = issue("viewer");
  const added = [issued.record, viewer.record];
  await changeKeys(path, (keys) => ({ keys: [...keys, ...added], result: undefined }));
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

it.skipIf(!canLaunch("chromium"))(
  "gives the key in a card, and tells a viewer which role operations need, without asking in vain",
  async () => {
    const browser = await launch("chromium");
    try {
      for (const width of [1280, 390]) {
        const page = await openEntrance(browser, { width });
        const card = await page.$eval("main", (main) => main.getBoundingClientRect().width);
        expect(card).toBeLessThanOrEqual(Math.min(width, 450));
        const faults: string[] = [];
        page.on("console", (line) => line.type() === "error" && faults.push(line.text()));
        page.on("response", (one) => one.status() >= 400 && faults.push(one.url()));
        await giveKey(page, viewer.key);
        await page.waitForSelector("cdp-dashboard");
        await appears(page, "cdp-dashboard >>> .line");
        await page.click("cdp-dashboard >>> #tab-whatif");
        const whatif = "cdp-dashboard >>> cdp-whatif >>> .state";
        await appears(page, whatif);
        expect(await textOf(page, whatif)).toContain("needs the role analyst");
        await page.click("cdp-dashboard >>> #tab-operations");
        const board = "cdp-dashboard >>> cdp-operations-dashboard >>> .sheet";
        await appears(page, `${board} .state-title`);
        const told = await textOf(page, board);
        expect(told).toMatch(/Live checks.*need the role operator.*has the role viewer/s);
        // Longer than between two looks.
        await new Promise((next) => setTimeout(next, 11_000));
        expect(faults).toEqual([]);
        expect(await accessibilityFaults(page)).toEqual([]);
        expect(await overflow(page)).toBeLessThanOrEqual(0);
        await page.close();
      }
    } finally {
      await browser.close();
    }
  },
  60_000,
);

it.each(["chromium", "firefox"] as const)("shows and ends the sessions of the key: %s", (name) =>
  canLaunch(name) ? endsSessions(name) : undefined,
);

async function endsSessions(name: BrowserName): Promise<void> {
  const browser = await launch(name);
  try {
    const [desk, phone] = [await openEntrance(browser), await openEntrance(browser)];
    for (const page of [desk, phone]) {
      await giveKey(page, issued.key);
      await page.waitForSelector(".sessions summary");
    }
    await desk.click(".sessions summary");
    const rows = () => desk.$$eval(".sessions tbody tr", (all) => all.map((row) => row.innerText));
    const until = async (count: number) => {
      await desk.waitForFunction(
        (n) => document.querySelectorAll(".sessions tbody tr").length === n,
        {},
        count,
      );
      return rows();
    };
    const [newest, own] = await until((await sessionsOf(desk)).length);
    expect(newest).toMatch(/127\.0\.0\.1\s+End/);
    expect(own).toMatch(/127\.0\.0\.1 this browser\s+End/);
    expect(await accessibilityFaults(desk)).toEqual([]);

    const before = await sessionsOf(desk);
    await desk.type("#again", viewer.key);
    await desk.click(".sessions tbody button");
    await desk.waitForSelector(".sessions [data-when=wrong]:not([hidden])");
    expect(await sessionsOf(desk)).toHaveLength(before.length);
    await desk.type("#again", issued.key);
    await desk.click(".sessions tbody button");
    await until(before.length - 1);
    expect(await phone.evaluate(async () => (await fetch("/api/v1/session")).status)).toBe(401);
    expect(await desk.evaluate(async () => (await fetch("/api/v1/session")).status)).toBe(200);
  } finally {
    await browser.close();
  }
}

const sessionsOf = (page: Page): Promise<unknown[]> =>
  page.evaluate(async () => (await (await fetch("/api/v1/session")).json()).sessions);
