import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canLaunch, launch } from "../../../../scripts/launch-browser.js";
import { bundleNetworkProbe } from "./harness-bundle.js";
import { openPage } from "./harness-page.js";
import { type Site, serveSite } from "./harness-site.js";

let site: Site;
beforeAll(async () => {
  site = await serveSite({
    "/probe.js": await bundleNetworkProbe(),
    "/page.js": 'new Worker("probe.js").onmessage = ({ data }) => { globalThis.networks = data; };',
    "/page.html": '<script type="module" src="page.js"></script>',
  });
});
afterAll(() => site?.close());

describe.each(["chromium", "firefox"] as const)("a worker in %s", (name) => {
  it.skipIf(!canLaunch(name))("trains networks to the pinned bits", async () => {
    const browser = await launch(name);
    try {
      const { page } = await openPage(browser, `${site.origin}/page.html`);
      await page.waitForFunction("globalThis.networks !== undefined", { timeout: 60_000 });
      const networks = await page.evaluate("globalThis.networks");
      const { found, pinned } = networks as { found: string; pinned: string };
      expect(pinned).toMatch(/^[0-9a-f]{64}$/);
      expect(found).toBe(pinned);
    } finally {
      await browser.close();
    }
  });
});
