import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as textOf } from "node:stream/consumers";
import { openStore } from "@cdp-whatif/core/duckdb";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, it } from "vitest";
import { collect, origin, start } from "./command.js";

const SECRET = `whsec_${Buffer.alloc(32, 5).toString("base64")}`;
const STORE = "duckdb:./hook.duckdb";
let folder = "";
const children: ReturnType<typeof start>[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hook-"));
});
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

it("loses nothing that it acknowledged, and tells of all of it, when it is killed", async () => {
  let told = 0;
  const target = createServer(async (request, response) => {
    const body = await textOf(request);
    new Webhook(SECRET).verify(body, request.headers as Record<string, string>);
    told += JSON.parse(body).data.stored;
    response.end();
  }).listen(0, "127.0.0.1");
  await once(target, "listening");
  const { port } = target.address() as AddressInfo;
  await writeFile(
    join(folder, "flow.json"),
    JSON.stringify({
      webhooks: [{ name: "shop", secrets: [SECRET] }],
      notify: [{ name: "crm", url: `http://127.0.0.1:${port}/`, secret: SECRET }],
    }),
  );
  const acknowledged: string[] = [];
  const serve = async () => {
    const args = ["serve", "--port", "0", "--no-log", "--store", STORE, "--sources", "flow.json"];
    const child = start(folder, args);
    children.push(child);
    const closed = once(child, "close");
    return { child, closed, url: await origin(child, collect(child)) };
  };
  const deliver = async (url: string, name: string) => {
    const body = JSON.stringify({ date: "2026-03-05", region: "台北", brand: name, price: 35 });
    const at = new Date();
    const answer = await fetch(`${url}/api/v1/webhooks/shop`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
        "webhook-signature": new Webhook(SECRET).sign(name, at, body),
      },
      body,
    });
    if (answer.status === 200) acknowledged.push(name);
  };
  for (const round of [1]) {
    const { child, closed, url } = await serve();
    const enough = acknowledged.length + 20 * round;
    let alive = true;
    const senders = [1, 2, 3, 4].map(async (sender) => {
      for (let count = 0; alive && count < 5000; count += 1) {
        try {
          await deliver(url, `brand ${round} ${sender} ${count}`);
        } catch (error) {
          if (alive) throw error;
        }
        if (alive && acknowledged.length >= enough) {
          alive = false;
          child.kill("SIGKILL");
        }
      }
    });
    await Promise.all(senders);
    await closed;
  }
  const { child, closed } = await serve();
  for (let tries = 0; told < acknowledged.length && tries < 400; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  expect(told).toBeGreaterThanOrEqual(acknowledged.length);
  child.kill("SIGTERM");
  await closed;
  target.close();
  const store = await openStore(`duckdb:${join(folder, "hook.duckdb")}`);
  const kept = await store.records({ kind: "market" });
  await store.close();
  const names = new Set(kept.map(({ brand }) => brand));
  expect(acknowledged.filter((name) => !names.has(name))).toEqual([]);
}, 120_000);
