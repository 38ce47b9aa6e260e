import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canOpen, ENGINES, pageGlobal } from "../../../../scripts/page-global.js";
import { bundleBitsProbe, bundleReferenceScenarios } from "./harness-bundle.js";
import { type Site, serveSite } from "./harness-site.js";

const pinned: unknown = JSON.parse(
  readFileSync(
    new URL("../../../core/test/simulate/reference-digests.json", import.meta.url),
    "utf8",
  ),
);

let site: Site;
beforeAll(async () => {
  const { page, worker } = await bundleReferenceScenarios();
  site = await serveSite({
    "/worker.js": worker,
    "/page.js": page,
    "/page.html": '<script type="module" src="page.js"></script>',
    "/bits.js": await bundleBitsProbe(),
    "/bits.html": '<script type="module" src="bits.js"></script>',
  });
});
afterAll(() => site?.close());

describe.each(ENGINES)("%s", (engine) => {
  const test = it.skipIf(!canOpen(engine));

  test("gives the pinned digests of the reference scenarios, in the page and in two workers", async () => {
    const digests = await pageGlobal(engine, `${site.origin}/page.html`, { name: "digests" });
    expect(digests).toEqual({ here: pinned, there: pinned, ms: expect.any(Number) });
  });

  // The other two are asked by the test of a bare page.
  if (engine !== "webkit") return;
  test("gives the pinned bits of the arithmetic", async () => {
    const bits = (await pageGlobal(engine, `${site.origin}/bits.html`, { name: "bits" })) as {
      found: string;
      pinned: string;
    };
    expect(bits.found).toBe(bits.pinned);
  });
});
