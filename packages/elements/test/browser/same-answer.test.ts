import { readFileSync } from "node:fs";
import type { SimulationResponse } from "@cdp-whatif/core";
import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canLaunch, launch } from "../../../../scripts/launch-browser.js";
import { encodePermalink, writeFragment } from "../../src/element/whatif/permalink.js";
import { NEUTRAL, requestOf, type WhatifScenario } from "../../src/element/whatif/scenario.js";
import { type ServerProcess, startServer } from "./fixture/start-server.js";
import { bundleElements } from "./harness-bundle.js";
import { barePage, openPage, resultThat } from "./harness-page.js";
import { type Site, serveSite } from "./harness-site.js";

const NAMES = [
  "behavior_twin_monthly",
  "market",
  "interventions",
  "daily_intel_report",
  "daily_web_intel",
  "customer_events",
];
const lines = NAMES.map((name) =>
  readFileSync(new URL(`../../../../examples/demo/${name}.jsonl`, import.meta.url), "utf8"),
);

const SCENARIOS: readonly (readonly [string, WhatifScenario])[] = [
  [
    "a price, a promotion and dearer electricity",
    {
      ...NEUTRAL,
      prices: { FamilyMart: 1.1 },
      electricityPrice: 1.2,
      promotionBrand: "7-11",
      discount: 0.15,
      pointMultiplier: 2,
    },
  ],
  [
    "an attack, in heat",
    {
      ...NEUTRAL,
      attacker: "FamilyMart",
      target: "7-11",
      strength: 0.4,
      triggerValue: 6,
      days: 45,
    },
  ],
];

let server: ServerProcess;
let site: Site;
beforeAll(async () => {
  server = await startServer();
  const { elements, worker } = await bundleElements();
  const files = {
    "/cdp-elements.js": elements,
    "/cdp-worker.js": worker,
    "/all.jsonl": lines.join(""),
  };
  site = await serveSite({ ...files, "/all.html": barePage("all.jsonl") });
}, 180_000);
afterAll(async () => {
  await server?.stop();
  await site?.close();
});

const asked = new Map<WhatifScenario, Promise<SimulationResponse>>();

/** What a server answers that read the same data into DuckDB. */
function served(scenario: WhatifScenario): Promise<SimulationResponse> {
  const request = requestOf(scenario, { persona: null, region: null, draws: 500, seed: 0 });
  const answer =
    asked.get(scenario) ??
    fetch(`${server.origin}/api/v1/simulate?include=series`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(request),
    }).then((response) => response.json() as Promise<SimulationResponse>);
  asked.set(scenario, answer);
  return answer;
}

describe.each(["chromium", "firefox"] as const)("a page without a server in %s", (name) => {
  const test = it.skipIf(!canLaunch(name));
  let browser: Browser;
  beforeAll(async () => {
    if (canLaunch(name)) browser = await launch(name);
  });
  afterAll(() => browser?.close());

  test.each(SCENARIOS)(
    "gives the digest that POST /api/v1/simulate gives to %s",
    async (_, one) => {
      const link = { scenario: one, persona: null, region: null, brand: null };
      const text = encodePermalink({ ...link, twinDigest: null, resultDigest: null });
      const { page, complaints } = await openPage(
        browser,
        `${site.origin}/all.html${writeFragment("", "cdp-whatif", text)}`,
      );
      const found = await resultThat(
        page,
        ({ receipt }) =>
          receipt.scenario.interventions.length > 0 && receipt.scenario.draws === 500,
      );
      const expected = await served(one);
      expect(found.receipt.scenario).toEqual(expected.receipt.scenario);
      expect(found.receipt.twinDigest).toBe(expected.receipt.twinDigest);
      expect(found.receipt.resultDigest).toBe(expected.receipt.resultDigest);
      expect(found.results).toEqual(expected.results);
      expect(complaints).toEqual([]);
      await page.close();
    },
  );
});
