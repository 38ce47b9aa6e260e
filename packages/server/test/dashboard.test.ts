import { once } from "node:events";
import { createServer, type RequestListener, request } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, expect, it } from "vitest";
import { createDashboard } from "../src/dashboard/create-dashboard.js";
import { listen } from "../src/node.js";

const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
});

const reasons: string[] = [];
const behind = {
  key: "the-key",
  hosts: ["whatif.example.com"],
  onFailure: (why: string) => void reasons.push(why),
};

async function listening(listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

async function dashboardPort(target: string): Promise<number> {
  const app = createDashboard({ ...behind, target });
  const listening = await listen(app, { host: "127.0.0.1", port: 0 });
  closing.push(() => void listening.close({ graceMs: 0 }));
  return listening.port;
}

type Headers = Record<string, string>;
const ask = (port: number, path: string, { headers = {}, method = "GET", body = "" } = {}) =>
  new Promise<{ status: number | undefined; headers: Headers; text: string }>((resolve, reject) => {
    const asked = request({ port, host: "127.0.0.1", path, method, headers }, async (answer) => {
      const body = await text(answer);
      resolve({ status: answer.statusCode, headers: answer.headers as Headers, text: body });
    });
    asked.on("error", reject);
    asked.end(body);
  });

const api = await listening(async (incoming, outgoing) => {
  const body = await text(incoming);
  const {
    authorization,
    "x-forwarded-for": from,
    host,
    connection,
    "x-hop": hop,
  } = incoming.headers;
  outgoing.writeHead(200, { "content-type": "application/json", etag: '"1"' });
  outgoing.end(
    JSON.stringify({ url: incoming.url, authorization, from, host, body, connection, hop }),
  );
});
const port = await dashboardPort(`http://127.0.0.1:${api}/base`);

it("serves the page by itself and hands on what the page asks for, with its key", async () => {
  const page = await ask(port, "/");
  expect(page).toMatchObject({
    status: 200,
    headers: { "content-type": expect.stringContaining("html") },
  });
  expect(page.headers["content-security-policy"]).toContain("default-src 'self'");
  const answer = await ask(port, "/api/v1/simulate?x=1", {
    method: "POST",
    body: '{"event":"price_change"}',
    headers: { connection: "x-hop", "x-hop": "1", "content-type": "application/json" },
  });
  expect(answer).toMatchObject({ status: 200, headers: { etag: '"1"' } });
  expect(JSON.parse(answer.text)).toMatchObject({
    url: "/base/api/v1/simulate?x=1",
    authorization: "Bearer the-key",
    from: "127.0.0.1",
    body: '{"event":"price_change"}',
    host: `127.0.0.1:${api}`,
  });
  expect(JSON.parse(answer.text)).not.toHaveProperty("hop");
});

it("shows a visitor's own key instead of its own", async () => {
  const { text: told } = await ask(port, "/health", { headers: { authorization: "Bearer mine" } });
  expect(JSON.parse(told)).toMatchObject({ authorization: "Bearer mine" });
});

it.each([
  [{ host: "evil.example" }, 403],
  [{ origin: "https://evil.example" }, 403],
  [{ "sec-fetch-site": "cross-site" }, 403],
  [{ host: "whatif.example.com", origin: "https://whatif.example.com" }, 200],
  [
    { host: "localhost:8501", origin: "http://localhost:8501", "sec-fetch-site": "same-origin" },
    200,
  ],
])("lends its key to its own page only: %j gets %i", async (headers, status) => {
  const answer = await ask(port, "/api/v1/behavior", { headers: headers as Headers });
  expect(answer.status).toBe(status);
  if (status === 403) expect(answer.headers["content-type"]).toBe("application/problem+json");
});

it.each([
  ["/v1/track", "POST", 404],
  ["/metrics", "GET", 404],
  ["/", "DELETE", 405],
  ["/../etc/passwd", "GET", 404],
  ["//evil.example/api/v1/x", "GET", 404],
])("hands on nothing else: %s %s gets %i", async (path, method, status) => {
  expect((await ask(port, path, { method })).status).toBe(status);
});

it("says so when the server behind does not answer, and is alive itself", async () => {
  const gone = createServer().listen(0, "127.0.0.1");
  await once(gone, "listening");
  const { port: nobody } = gone.address() as AddressInfo;
  gone.close();
  const alone = await dashboardPort(`http://127.0.0.1:${nobody}`);
  expect(await ask(alone, "/api/v1/behavior")).toMatchObject({ status: 502 });
  expect(reasons.join()).toContain("ECONNREFUSED");
  expect(await ask(alone, "/live")).toMatchObject({ status: 200 });
});
