import type { Browser, Page } from "puppeteer-core";
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
/** Without the whole engine's file. */
let alone: Site;
/** Scripts for pages of other origins, and such a page's own site. */
let shelf: Site;
let elsewhere: Site;
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
  alone = await serveSite(without);
  shelf = await serveSite(files, { shared: true });
  const page = barePage("data.jsonl").replace("cdp-elements.js", `${shelf.origin}/cdp-elements.js`);
  elsewhere = await serveSite({ "/page.html": page, "/data.jsonl": lines });
});
afterAll(() =>
  Promise.all([open, strict, refusing, alone, shelf, elsewhere].map((site) => site.close())),
);

/** What an element's error state says, once it is there. */
async function refusalOn(page: Page): Promise<string> {
  const said = await page.waitForFunction(
    () => {
      const text = document.querySelector("cdp-whatif")?.shadowRoot?.textContent ?? "";
      return text.includes("worker_refused") && text.replace(/\s+/g, " ");
    },
    { timeout: 30_000 },
  );
  return (await said.jsonValue()) as string;
}

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
    const files = ["/cdp-elements.js", "/cdp-worker.js", "/data.html", "/data.jsonl"];
    expect([...new Set(open.asked)].filter((one) => one !== "/favicon.ico").sort()).toEqual(files);
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

  test("needs no file but the script for a fitted twin", async () => {
    alone.asked.length = 0;
    const { page, complaints } = await openPage(browser, `${alone.origin}/twin.html`);
    expect((await resultThat(page)).receipt.resultDigest).toBe(expectedDigest);
    expect(alone.asked).not.toContain("/cdp-worker.js");
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("works under a strict content policy, with the worker from beside the script", async () => {
    strict.asked.length = 0;
    const { page } = await openPage(browser, `${strict.origin}/data.html`);
    expect((await resultThat(page)).receipt.resultDigest).toBe(expectedDigest);
    expect(strict.asked).toContain("/cdp-worker.js");
    await page.close();
  });

  test("has the same answer, bit for bit, from the script's engine and from the whole one", async () => {
    const [within, whole] = [open, strict].map(async ({ origin }) => {
      const { page } = await openPage(browser, `${origin}/twin.html`);
      const answer = JSON.stringify(await resultThat(page));
      await page.close();
      return answer;
    });
    expect(await within).toBe(await whole);
    expect(strict.asked).toContain("/cdp-worker.js");
  });

  test("reads lines with a script of another origin, whose engine it fetches", async () => {
    shelf.asked.length = 0;
    const { page } = await openPage(browser, `${elsewhere.origin}/page.html`);
    expect((await resultThat(page)).receipt.resultDigest).toBe(expectedDigest);
    expect(shelf.asked).toContain("/cdp-worker.js");
    expect(elsewhere.asked).not.toContain("/cdp-worker.js");
    await page.close();
  });

  test("says which file it looked for where lines have no engine", async () => {
    const { page } = await openPage(browser, `${alone.origin}/data.html`);
    const said = await refusalOn(page);
    expect(said).toContain(`${alone.origin}/cdp-worker.js`);
    expect(said).toContain("HTTP 404");
    expect(said).toContain("serve cdp-worker.js beside cdp-elements.js");
    await page.close();
  });

  test.each([["data"], ["twin"]])(
    "says what to allow where no worker may start: %s",
    async (kind) => {
      const { page } = await openPage(browser, `${refusing.origin}/${kind}.html`);
      expect(await refusalOn(page)).toContain(`${refusing.origin}/cdp-worker.js`);
      await page.close();
    },
  );

  test("computes core's arithmetic to the pinned bits", async () => {
    const { page } = await openPage(browser, `${open.origin}/probe.html`);
    await page.waitForFunction("globalThis.bits !== undefined", { timeout: 60_000 });
    const bits = (await page.evaluate("globalThis.bits")) as { found: string; pinned: string };
    expect(bits.pinned).toMatch(/^[0-9a-f]{64}$/);
    expect(bits.found).toBe(bits.pinned);
    await page.close();
  });
});
