import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canLaunch, launch } from "../../../../scripts/launch-browser.js";
import { bundleModelProbe } from "./harness-bundle.js";
import { openPage } from "./harness-page.js";
import { type Site, serveSite } from "./harness-site.js";

let site: Site;
beforeAll(async () => {
  const { page, worker } = await bundleModelProbe();
  site = await serveSite({
    "/worker.js": worker,
    "/page.js": page,
    "/page.html": '<script type="module" src="page.js"></script>',
  });
});
afterAll(() => site?.close());

describe.each(["chromium", "firefox"] as const)("workers of a page in %s", (name) => {
  it.skipIf(!canLaunch(name))("fit every model to the pinned bits", async () => {
    const browser = await launch(name);
    try {
      const { page } = await openPage(browser, `${site.origin}/page.html`);
      await page.waitForFunction("globalThis.models !== undefined", { timeout: 120_000 });
      const { found, pinned } = (await page.evaluate("globalThis.models")) as {
        found: Record<string, string>;
        pinned: Record<string, string>;
      };
      expect(Object.keys(pinned).length).toBeGreaterThan(10);
      expect(found).toEqual(pinned);
    } finally {
      await browser.close();
    }
  });
});
