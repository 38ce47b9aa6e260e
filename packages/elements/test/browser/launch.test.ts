import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canLaunch, launch } from "../../../../scripts/launch-browser.js";

const page = "<!doctype html><title>cdp-whatif</title><p id=word>雙胞胎</p>";
const server = createServer((_request, response) => {
  response.setHeader("content-type", "text/html; charset=utf-8").end(page);
});

beforeAll(() => new Promise<void>((done) => void server.listen(0, "127.0.0.1", done)));
afterAll(() => new Promise((done) => void server.close(done)));

describe.each(["chromium", "firefox"] as const)("%s", (name) => {
  it.skipIf(!canLaunch(name))(
    "starts without a window and opens a page of this machine",
    async () => {
      const browser = await launch(name);
      try {
        const tab = await browser.newPage();
        const { port } = server.address() as AddressInfo;
        await tab.goto(`http://127.0.0.1:${port}/`);
        expect(await tab.title()).toBe("cdp-whatif");
        expect(await tab.$eval("#word", (element) => element.textContent)).toBe("雙胞胎");
      } finally {
        await browser.close();
      }
    },
  );
});
