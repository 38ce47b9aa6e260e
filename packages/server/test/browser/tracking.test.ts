import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { builtInCatalogue, type RecordStore } from "@cdp-whatif/core";
import { openStore } from "@cdp-whatif/core/duckdb";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { canLaunch, launch } from "../../../../scripts/launch-browser.js";
import { createService, type Service } from "../../src/index.js";
import { type Listening, listen } from "../../src/node.js";

let folder: string;
let store: RecordStore;
let service: Service;
let server: Listening;
let page: string;
const site = createServer((_request, response) => {
  response.setHeader("content-type", "text/html; charset=utf-8").end(page);
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tracking-"));
  store = await openStore(`duckdb:${join(folder, "data.duckdb")}`);
  const writeKeys = [{ name: "web", key: "wk" }];
  service = createService({ store, catalogue: builtInCatalogue, writeKeys });
  server = await listen(service.app, { host: "127.0.0.1", port: 0 });
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("shop-page.ts", import.meta.url))],
    define: { API_HOST: JSON.stringify(`127.0.0.1:${server.port}/v1`) },
    ...{ bundle: true, write: false, format: "iife", target: "es2022", charset: "ascii" },
  });
  const bundle = outputFiles[0]?.text.replaceAll("</script", "<\\/script");
  page = `<!doctype html><title>shop</title><link rel=icon href=data:><script>${bundle}</script>`;
  await new Promise<void>((done) => void site.listen(0, "127.0.0.1", done));
});
afterAll(async () => {
  site.closeAllConnections();
  site.close();
  await server?.close();
  await service?.close();
  await store?.close();
  await rm(folder, { recursive: true, force: true });
});

it.skipIf(!canLaunch("chromium"))(
  "stores what @segment/analytics-next sends from a page of another origin",
  async () => {
    const browser = await launch("chromium");
    try {
      const tab = await browser.newPage();
      const { port } = site.address() as AddressInfo;
      const hosts = new Set<string>();
      tab.on("request", (request) => void hosts.add(new URL(request.url()).host));
      await tab.goto(`http://127.0.0.1:${port}/cart?utm_campaign=spring`);
      const anonymousId = await tab.evaluate("done");
      await vi.waitFor(
        async () => {
          const { records } = await service.store.content();
          expect(records["customer-event"]).toBe(4);
        },
        { timeout: 20_000, interval: 50 },
      );
      const events = await service.store.records({ kind: "customer-event" });
      const sent = Object.fromEntries(events.map((event) => [event.type, event]));
      expect(sent.page).toMatchObject({ anonymousId, userId: null, event: "Home" });
      expect(sent.page?.context).toMatchObject({
        page: { path: "/cart", search: "?utm_campaign=spring" },
        campaign: { name: "spring" },
      });
      expect(sent.identify).toMatchObject({ anonymousId, userId: "u1", traits: { city: "台北" } });
      expect(sent.track).toMatchObject({ anonymousId, userId: "u1", properties: { total: 35 } });
      expect(sent.alias).toMatchObject({ userId: "u1", properties: { previousId: "till-7" } });
      expect((await service.store.content()).deadLetters).toBe(0);
      expect([...hosts].sort()).toEqual([`127.0.0.1:${port}`, `127.0.0.1:${server.port}`].sort());
    } finally {
      await browser.close();
    }
  },
);
