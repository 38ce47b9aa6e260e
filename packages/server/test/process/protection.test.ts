import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { until } from "./chaos-wait.js";
import { collect, origin, run, start } from "./command.js";

const root = mkdtempSync(join(tmpdir(), "cdp-protected-"));
const folder = join(root, "data");
const scratch = join(root, "tmp");
const before = { ...process.env };
beforeAll(() => {
  mkdirSync(folder);
  mkdirSync(scratch);
  Object.assign(process.env, {
    CDP_DATA_KEY: randomBytes(32).toString("base64"),
    TMPDIR: scratch,
    CDP_AUDIT_SYNC_MS: "20",
  });
});
afterAll(() => {
  for (const name of ["CDP_DATA_KEY", "TMPDIR", "CDP_AUDIT_SYNC_MS"]) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
  rmSync(root, { recursive: true });
});

/** Each planted text names the way in which it came. */
const PLANTED = /planted-[a-z]+/g;

/** What planted texts lie in files of the data or the scratch folder, and in which. */
function found(): string[] {
  return [folder, scratch].flatMap((place) =>
    readdirSync(place, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .flatMap((entry) => {
        const path = join(entry.parentPath, entry.name);
        const texts = contentOf(path).match(PLANTED) ?? [];
        return [...new Set(texts)].map((text) => `${relative(root, path)}: ${text}`);
      }),
  );
}

/** A file may go while the others are read. */
function contentOf(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}

const at = "2026-03-05T09:00:00Z";
const event = (way: string, more: object = {}) => ({
  type: "track",
  messageId: `planted-message-${way}`,
  userId: `planted-${way}@example.com`,
  anonymousId: `planted-device-${way}`,
  event: "Order Completed",
  timestamp: at,
  properties: {
    region: "Taipei",
    note: `planted-note-${way}`,
    products: [{ brand: "FamilyMart", quantity: 1, price: 30 }],
  },
  context: { page: { url: `https://example.com/?u=planted-url-${way}` } },
  ...more,
});
const broken = (way: string) =>
  event(way, { timestamp: `planted-time-${way}`, messageId: `planted-broken-${way}` });

it("keeps no planted text in any file, through every way in, a kill, an erasure and an export", async () => {
  const input = join(root, "input.jsonl");
  writeFileSync(
    input,
    [
      JSON.stringify({
        type: "identify",
        messageId: "planted-i",
        userId: "planted-file@example.com",
        timestamp: at,
        traits: { persona: "Fresh_Grad", name: "planted-name", satisfaction: 0.7 },
      }),
      JSON.stringify(event("file")),
      JSON.stringify(broken("file")),
      "planted-malformed line; no JSON",
    ].join("\n"),
  );
  const store = `duckdb:${join(folder, "cdp.duckdb")}`;
  expect((await run(root, ["ingest", input, "--store", store])).code).toBe(3);
  expect(found()).toEqual([]);

  // Nobody takes what is told, so that it waits in the outbox.
  const deaf = createServer((_, response) => response.writeHead(503).end()).listen(0, "127.0.0.1");
  await once(deaf, "listening");
  const { port } = deaf.address() as AddressInfo;
  const sources = join(root, "sources.json");
  writeFileSync(
    sources,
    JSON.stringify({
      webhooks: [{ name: "shop", envelope: "none", unsigned: true }],
      notify: [
        {
          name: "deaf",
          url: `http://127.0.0.1:${port}/`,
          secret: `whsec_${randomBytes(24).toString("base64")}`,
        },
      ],
    }),
  );
  const args = ["serve", "--port", "0", "--store", store, "--sources", sources];
  let child = start(root, args);
  let texts = collect(child);
  try {
    let url = await origin(child, texts);
    const post = async (path: string, body: string, headers: Record<string, string> = {}) => {
      const answer = await fetch(`${url}${path}`, {
        method: "POST",
        body,
        headers: { "content-type": "application/json", ...headers },
      });
      expect(answer.status, await answer.clone().text()).toBe(200);
      return answer.json();
    };
    await post("/v1/batch", JSON.stringify({ batch: [event("tracking"), broken("tracking")] }), {
      authorization: `Basic ${Buffer.from("key:").toString("base64")}`,
    });
    await post("/api/v1/webhooks/shop", JSON.stringify([event("webhook"), broken("webhook")]));
    await post("/api/v1/ingest", `${JSON.stringify(event("rest"))}\nplanted-half {"x":`, {
      "content-type": "application/x-ndjson",
      "x-source-name": "planted-source",
    });
    await post("/api/v1/dead-letters/replay", "{}");
    await fetch(`${url}/api/v1/customers/planted-rest@example.com?planted-query=1`);
    // A large body waits in a scratch file while it arrives.
    const slow = request(`${url}/api/v1/ingest`, {
      method: "POST",
      headers: { "content-type": "application/x-ndjson" },
    });
    const answered = once(slow, "response");
    slow.write(`${JSON.stringify(event("large"))}\n`.repeat(6000));
    await until(
      "a scratch file",
      async () =>
        readdirSync(scratch).some(
          (name) => name.startsWith("cdp-ingest") && statSync(join(scratch, name)).size > 1e6,
        )
          ? null
          : "none",
      { ms: 30_000, everyMs: 20, oneMs: 1000 },
    );
    expect(found()).toEqual([]);
    slow.end();
    const [response] = await answered;
    expect(response.statusCode).toBe(200);
    expect(found()).toEqual([]);
    expect(readdirSync(join(folder, "outbox", "deaf", "pending")).length).toBeGreaterThan(0);

    child.kill("SIGKILL");
    await once(child, "close");
    expect(found()).toEqual([]);
    child = start(root, args);
    texts = collect(child);
    url = await origin(child, texts);
    const id = "planted-tracking@example.com";
    const profile = await (await fetch(`${url}/api/v1/customers/${id}`)).json();
    expect(profile).toMatchObject({ id, profile: { events: 1 } });
    const erased = await (
      await fetch(`${url}/api/v1/customers/${id}`, { method: "DELETE" })
    ).json();
    expect(erased).toMatchObject({
      removed: { events: 1, dead_letters: 1 },
      certificate: { file: "will_be_rewritten" },
    });
    expect(JSON.stringify(erased)).not.toMatch(PLANTED);
    child.kill("SIGTERM");
    await once(child, "close");
    expect(texts().err).not.toMatch(/not encrypted/);
    expect(texts().out + texts().err).not.toMatch(PLANTED);
    expect(readdirSync(folder)).not.toContain("erasure-pending");
    expect(found()).toEqual([]);

    const audit = await run(root, ["audit", "verify", "--store", store, "--json"]);
    expect(JSON.parse(audit.out)).toMatchObject({ ok: true, keyed: true });
    const entries = (await run(root, ["audit", "export", "--store", store])).out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const { digest, subject } = erased.certificate;
    expect(entries).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: "command", action: "ingest" }),
        expect.objectContaining({ action: "GET /api/v1/customers/:id", status: 200, subject }),
        expect.objectContaining({ action: "DELETE /api/v1/customers/:id", status: 200, subject }),
        expect.objectContaining({
          action: "customer.erased",
          subject,
          detail: expect.objectContaining({ digest }),
        }),
        expect.objectContaining({ action: "store.rewritten", outcome: "done" }),
      ]),
    );
    const out = join(folder, "export.sealed");
    expect(
      (await run(root, ["export", "behaviour", "--store", store, "--encrypt", "--out", out])).code,
    ).toBe(0);
    expect(readFileSync(out, "latin1")).not.toContain("FamilyMart");
    expect((await run(root, ["encryption", "open", out])).out).toContain("FamilyMart");
    const other = process.env.CDP_DATA_KEY ?? "";
    process.env.CDP_DATA_KEY = randomBytes(32).toString("hex");
    const refused = await run(root, ["dead-letters", "list", "--store", store]);
    expect(refused).toMatchObject({ code: 5, out: "" });
    expect(refused.err).toMatch(/is encrypted with the key [0-9a-f]{8}/);
    process.env.CDP_DATA_KEYS_OLD = other;
    expect((await run(root, ["encryption", "rotate", "--store", store])).out).toMatch(
      /wrapped by [0-9a-f]{8} now/,
    );
    delete process.env.CDP_DATA_KEYS_OLD;
    // The audit log verifies by the keys inside, which are what they were.
    expect((await run(root, ["audit", "verify", "--store", store])).code).toBe(0);
  } finally {
    child.kill("SIGKILL");
    deaf.close();
  }
});
