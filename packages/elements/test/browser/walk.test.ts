import type { BehaviorAnswer, SeriesAnswer, SimulationResponse } from "@cdp-whatif/core";
import type { Browser, HTTPResponse, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BrowserName, canLaunch, launch } from "../../../../scripts/launch-browser.js";
import { formatMoney, formatMoneyChange } from "../../src/format/money.js";
import { formatPercent, formatPoints, pointDigits } from "../../src/format/number.js";
import { appears, textOf } from "./fixture/open.js";
import { type ServerProcess, startServer } from "./fixture/start-server.js";

const inside = (selector: string) => `cdp-dashboard >>> ${selector}`;
const CELL = "Fresh_Grad_Taipei";
let server: ServerProcess;

beforeAll(async () => {
  server = await startServer();
}, 180_000);
afterAll(() => server?.stop());

/** Chooses in the select, or writes into the date field, that has this label in the dashboard's head. */
async function choose(page: Page, label: string, value: string): Promise<void> {
  await page.evaluate(
    (name, chosen) => {
      const root = document.querySelector("cdp-dashboard")?.shadowRoot;
      const fields = Array.from(root?.querySelectorAll(".who label") ?? []);
      const field = fields.find((one) => one.querySelector("span")?.textContent?.trim() === name);
      const control = field?.querySelector<HTMLSelectElement | HTMLInputElement>("select, input");
      if (!control) throw new Error(`no field "${name}"`);
      control.value = chosen;
      control.dispatchEvent(new Event("change", { bubbles: true }));
    },
    label,
    value,
  );
}

/** A written amount with plain spaces, as `textOf` reads it. */
const plain = (text: string) => text.replace(/\s+/g, " ");

const answerTo = (page: Page, fits: (response: HTTPResponse) => boolean | Promise<boolean>) =>
  page.waitForResponse(fits, { timeout: 30_000 });

/** The full answer (500 draws, not those of a slider on its way) to an electricity price times `multiplier`. */
const simulation = (multiplier: number) => async (response: HTTPResponse) => {
  if (new URL(response.url()).pathname !== "/api/v1/simulate" || response.status() !== 200)
    return false;
  const { receipt } = (await response.json()) as SimulationResponse;
  const [first] = receipt.scenario.interventions;
  return (
    receipt.scenario.draws === 500 &&
    first?.type === "price_change" &&
    Math.abs(first.electricityPrice - multiplier) < 1e-9
  );
};

/** Asks the server from within the page, as any script of it could. */
const ask = <Answer>(page: Page, path: string, body: object | null = null): Promise<Answer> =>
  page.evaluate(
    async (address, sent) => {
      const init = sent && {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(sent),
      };
      const response = await fetch(address, init ?? {});
      if (response.status !== 200) throw new Error(`${address}: ${response.status}`);
      return response.json();
    },
    path,
    body,
  );

async function until(page: Page, selector: string, expected: string): Promise<void> {
  const end = Date.now() + 15_000;
  for (;;) {
    const found = (await page.$(selector)) ? await textOf(page, selector) : "";
    if (found.includes(expected)) return;
    if (Date.now() > end) expect(found).toContain(expected);
    await new Promise((next) => setTimeout(next, 100));
  }
}

describe.each<BrowserName>(["chromium", "firefox"])("in %s", (name) => {
  let browser: Browser;

  beforeAll(async () => {
    if (canLaunch(name)) browser = await launch(name);
  });
  afterAll(() => browser?.close());

  it.skipIf(!canLaunch(name))(
    "walks from choosing whom to look at to the projected brand shift and revenue",
    async () => {
      const page = await browser.newPage();
      const faults: string[] = [];
      page.on("pageerror", (error) => faults.push(String(error)));
      await page.setViewport({ width: 1280, height: 900 });

      // 1. The user selects Fresh_Grad, Taipei, January 2026.
      await page.goto(`${server.origin}/`);
      await appears(page, inside("cdp-time-series >>> .line"));
      const january = answerTo(page, (response) => {
        const { pathname, search } = new URL(response.url());
        const parts = [
          "persona=Fresh_Grad",
          "region=Taipei",
          "start_date=2026-01-01",
          "end_date=2026-01-31",
        ];
        return (
          pathname === "/api/v1/behavior/series" && parts.every((part) => search.includes(part))
        );
      });
      await choose(page, "Persona", "Fresh_Grad");
      await choose(page, "Region", "Taipei");
      await choose(page, "From", "2026-01-01");
      await choose(page, "To", "2026-01-31");

      // 2. and 3. The page asks for their behaviour; the server filters and aggregates it.
      const answered = await january;
      expect(answered.status()).toBe(200);
      const series = (await answered.json()) as SeriesAnswer;
      expect(Object.keys(series.cells)).toEqual([CELL]);
      const cell = series.cells[CELL];
      expect(cell?.dates).toHaveLength(31);
      const path = "/api/v1/behavior?persona=Fresh_Grad&region=Taipei";
      const records = await ask<BehaviorAnswer>(
        page,
        `${path}&start_date=2026-01-05&end_date=2026-01-05`,
      );
      expect(records.data.map(({ group, region }) => [group, region])).toEqual([
        ["Fresh_Grad", "Taipei"],
      ]);
      const share = cell?.shares.FamilyMart?.[4] ?? Number.NaN;
      expect(records.data[0]?.brand_distribution.FamilyMart).toBeCloseTo(share, 12);
      expect((await ask<BehaviorAnswer>(page, path)).success).toBe(true);

      // 4. The time series is drawn, and says under the cursor what was answered.
      await until(page, inside("cdp-time-series >>> .origin"), "Jan 1 – 31, 2026");
      expect(await page.$$(inside("cdp-time-series >>> .line:not(.ahead)"))).toHaveLength(3);
      await page.focus(inside("cdp-time-series >>> .plot"));
      await page.keyboard.press("Home");
      for (let i = 0; i < 4; i += 1) await page.keyboard.press("ArrowRight");
      await until(page, inside("cdp-time-series >>> .readout"), "Jan 5, 2026");
      expect(await textOf(page, inside("cdp-time-series >>> .legend"))).toContain(
        `FamilyMart ${formatPercent(100 * share, "en")}`,
      );
      expect(await textOf(page, inside("cdp-time-series >>> .head"))).toContain("Demo data");

      // 5. and 6. "What if electricity costs 20 % more?", by the slider and by a typed number.
      await page.focus(inside("#tab-time-series"));
      // The last tab is the operations board of the server.
      await page.keyboard.press("End");
      await page.keyboard.press("ArrowLeft");
      const number = inside(
        "cdp-whatif >>> input[type=number][aria-label^='Household electricity']",
      );
      await appears(page, number);
      const slider = await page.evaluateHandle(() => {
        const whatif = document
          .querySelector("cdp-dashboard")
          ?.shadowRoot?.querySelector("cdp-whatif");
        const typed = whatif?.shadowRoot?.querySelector(
          "input[aria-label^='Household electricity']",
        );
        const found = typed
          ?.closest(".lever")
          ?.querySelector<HTMLInputElement>("input[type=range]");
        if (!found) throw new Error("electricity has no slider");
        return found;
      });
      const slid = answerTo(page, simulation(1.2));
      await slider.focus();
      for (let i = 0; i < 60 && (await slider.evaluate(({ value }) => Number(value))) < 20; i += 1)
        await page.keyboard.press("ArrowRight");
      expect(await slider.evaluate(({ value }) => value)).toBe("20");
      const bySlider = (await (await slid).json()) as SimulationResponse;

      const field = await appears(page, number);
      const away = answerTo(page, simulation(1.35));
      await field.evaluate((input) => (input as HTMLInputElement).select());
      await page.keyboard.press("Backspace");
      await field.type("35");
      await page.keyboard.press("Enter");
      expect((await away).status()).toBe(200);
      await field.evaluate((input) => (input as HTMLInputElement).select());
      const typed = answerTo(page, simulation(1.2));
      await field.type("20");
      await page.keyboard.press("Enter");
      const posted = await typed;
      expect(posted.status()).toBe(200);
      expect(posted.request().method()).toBe("POST");
      const answer = (await posted.json()) as SimulationResponse;
      expect(answer.receipt.resultDigest).toBe(bySlider.receipt.resultDigest);

      // 7. The flat body of the architecture document is answered by the same engine with the same numbers.
      const flat = await ask<SimulationResponse>(page, "/api/v1/simulate", {
        event: "price_change",
        electricity_price: 1.2,
      });
      expect(flat.event_type).toBe("price_change");
      expect(flat.results[CELL]).toEqual(answer.results[CELL]);
      expect(Object.values(answer.results[CELL] ?? {}).reduce((a, b) => a + b, 0)).toBeCloseTo(
        100,
        9,
      );

      // 8. The brand shift and the change of revenue are shown, with currency and interval.
      const changes = Object.entries(answer.change[CELL] ?? {});
      const [brand = "", change = Number.NaN] = changes.reduce((most, one) =>
        Math.abs(most[1]) >= Math.abs(one[1]) ? most : one,
      );
      const { money } = answer;
      if (money === null) throw new Error("the demo twin knows what people spend");
      const tiles = inside("cdp-whatif >>> .tiles");
      await until(page, tiles, plain(formatMoneyChange(money.change.value, money.currency, "en")));
      const shown = await textOf(page, tiles);
      expect(shown).toContain(`Share of ${brand === "7-11" ? "7-Eleven" : brand}`);
      expect(shown).toContain(plain(formatPoints(change, "en", pointDigits(change))));
      expect(shown).toContain(plain(formatMoney(money.baseline.value, money.currency, "en")));
      expect(money.change.band).not.toBeNull();
      expect(shown).toContain(
        plain(formatMoneyChange(money.change.band?.p2_5 ?? Number.NaN, money.currency, "en")),
      );
      expect(shown).toContain(
        plain(formatMoneyChange(money.change.band?.p97_5 ?? Number.NaN, money.currency, "en")),
      );
      expect(money.formula.length).toBeGreaterThan(0);
      expect(faults).toEqual([]);
      await page.close();
    },
  );
});
