import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canOpen, ENGINES, pageGlobal } from "../../../../scripts/page-global.js";
import { bundleModelProbe } from "./harness-bundle.js";
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

describe.each(ENGINES)("workers of a page in %s", (engine) => {
  it.skipIf(!canOpen(engine))("fit every model to the pinned bits", async () => {
    const { found, pinned } = (await pageGlobal(engine, `${site.origin}/page.html`, {
      name: "models",
    })) as { found: Record<string, string>; pinned: Record<string, string> };
    expect(Object.keys(pinned).length).toBeGreaterThan(10);
    expect(found).toEqual(pinned);
  });
});
