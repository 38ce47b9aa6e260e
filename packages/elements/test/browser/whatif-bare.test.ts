import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canLaunch, launch } from "../../../../scripts/launch-browser.js";
import { bundleBitsProbe, bundleElements } from "./harness-bundle.js";
import { demoLines, neutralAnswer, twinOf } from "./harness-data.js";
import { barePage, openPage, resultThat } from "./harness-page.js";
import { packed, type Site, serveSite } from "./harness-site.js";

/** Nothing inline, no blob workers: the worker must come from beside the script. */
const STRICT =
  "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'";

const lines = demoLines();
let open: Site;
let strict: Site;
let refusing: Site;
let expectedDigest = "";

beforeAll(async () => {
  const { elements, worker } = await bundleElements();
  const twin = await twinOf(lines);
  expectedDigest = neutralAnswer(twin).receipt.resultDigest;
  const [first = "", ...rest] = lines.split(/(?<=\n)(?=\{"date")/);
  const files = {
    "/cdp-elements.js": elements,
    "/cdp-worker.js": worker,
    "/data.jsonl": lines,
    "/packed.jsonl.gz": packed(lines),
    "/one.jsonl": first,
    "/two.jsonl": rest.join(""),
    "/twin.json": JSON.stringify(twin),
    "/probe.js": await bundleBitsProbe(),
    "/data.html": barePage("data.jsonl"),
    "/packed.html": barePage("packed.jsonl.gz"),
    "/several.html": barePage("one.jsonl two.jsonl"),
    "/twin.html": barePage("twin.json"),
    "/probe.html": '<script type="module" src="probe.js"></script>',
  };
  open = await serveSite(files);
  strict = await serveSite(files, { policy: STRICT });
  const { "/cdp-worker.js": _, ...without } = files;
  refusing = await serveSite(without, { policy: STRICT });
});
afterAll(() => Promise.all([open, strict, refusing].map((site) => site.close())));

describe.each(["chromium", "firefox"] as const)("a bare page in %s", (name) => {
  const test = it.skipIf(!canLaunch(name));
  let browser: Browser;
  beforeAll(async () => {
    if (canLaunch(name)) browser = await launch(name);
  });
  afterAll(() => browser?.close());

  test("answers from a data file with no other server, to the digest of core in Node", async () => {
    open.asked.length = 0;
    const { page, complaints } = await openPage(browser, `${open.origin}/data.html`);
    const result = await resultThat(page);
    expect(result.receipt.resultDigest).toBe(expectedDigest);
    expect(result.provenance.demo).toBe(true);
    const files = ["/data.html", "/cdp-elements.js", "/data.jsonl", "/favicon.ico"];
    expect(files).toEqual(expect.arrayContaining([...new Set(open.asked)]));
    expect(complaints).toEqual([]);
    await page.close();
  });

  test.each([["packed"], ["several"], ["twin"]])(
    "gives the same digest from a source that is %s",
    async (kind) => {
      const { page, complaints } = await openPage(browser, `${open.origin}/${kind}.html`);
      expect((await resultThat(page)).receipt.resultDigest).toBe(expectedDigest);
      expect(complaints).toEqual([]);
      await page.close();
    },
  );

  test("works under a strict content policy, with the worker from beside the script", async () => {
    strict.asked.length = 0;
    const { page } = await openPage(browser, `${strict.origin}/data.html`);
    expect((await resultThat(page)).receipt.resultDigest).toBe(expectedDigest);
    expect(strict.asked).toContain("/cdp-worker.js");
    await page.close();
  });

  test("says what to allow where no worker may start at all", async () => {
    const { page } = await openPage(browser, `${refusing.origin}/data.html`);
    await page.waitForFunction(
      () =>
        document.querySelector("cdp-whatif")?.shadowRoot?.textContent?.includes("worker_refused"),
      { timeout: 30_000 },
    );
    await page.close();
  });

  test("computes core's arithmetic to the pinned bits", async () => {
    const { page } = await openPage(browser, `${open.origin}/probe.html`);
    await page.waitForFunction("globalThis.bits !== undefined", { timeout: 60_000 });
    const bits = (await page.evaluate("globalThis.bits")) as { found: string; pinned: string };
    expect(bits.pinned).toMatch(/^[0-9a-f]{64}$/);
    expect(bits.found).toBe(bits.pinned);
    await page.close();
  });
});
