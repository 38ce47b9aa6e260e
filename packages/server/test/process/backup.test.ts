import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { duckdbStore } from "@cdp-whatif/core/duckdb";
import { masterKey } from "@cdp-whatif/core/seal";
import { afterAll, beforeAll, expect, it } from "vitest";
import { finishRestore } from "../../src/backup/place-restored.js";
import { until } from "./chaos-wait.js";
import { collect, origin, start } from "./command.js";
import { runHere } from "./in-process.js";

const root = mkdtempSync(join(tmpdir(), "cdp-backup-"));
const folder = join(root, "data");
const file = join(folder, "cdp.duckdb");
const store = ["--store", `duckdb:${file}`];
const secret = randomBytes(32).toString("base64");
const before = { key: process.env.CDP_DATA_KEY, sync: process.env.CDP_AUDIT_SYNC_MS };
beforeAll(() => {
  process.env.CDP_DATA_KEY = secret;
  process.env.CDP_AUDIT_SYNC_MS = "20";
});
afterAll(() => {
  if (before.key === undefined) delete process.env.CDP_DATA_KEY;
  else process.env.CDP_DATA_KEY = before.key;
  if (before.sync === undefined) delete process.env.CDP_AUDIT_SYNC_MS;
  else process.env.CDP_AUDIT_SYNC_MS = before.sync;
  rmSync(root, { recursive: true });
});

const event = (user: string, n: number) => ({
  type: "track",
  messageId: `m-${user}-${n}`,
  userId: `${user}@example.com`,
  event: "Order Completed",
  timestamp: "2026-03-05T09:00:00Z",
  properties: { region: "Taipei", products: [{ brand: "FamilyMart", quantity: 1, price: 30 }] },
});

/** Events of each user, read in this process. */
async function events(): Promise<Record<string, number>> {
  await finishRestore(folder);
  const masterKeys = { current: masterKey(secret, "CDP_DATA_KEY"), old: [] };
  const opened = await duckdbStore(file, { masterKeys });
  const counts: Record<string, number> = {};
  for (const { customerId } of await opened.records({ kind: "customer-event" })) {
    counts[customerId] = (counts[customerId] ?? 0) + 1;
  }
  await opened.close();
  return counts;
}

it("backs up beside a server, and restores whole, without who was erased since, whenever it is killed", async () => {
  let child = start(root, ["serve", "--port", "0", ...store]);
  let texts = collect(child);
  try {
    let url = await origin(child, texts);
    const post = async (...batch: object[]) => {
      const answer = await fetch(`${url}/v1/batch`, {
        method: "POST",
        body: JSON.stringify({ batch }),
        headers: {
          "content-type": "application/json",
          authorization: `Basic ${Buffer.from("key:").toString("base64")}`,
        },
      });
      expect(answer.status).toBe(200);
    };
    await post(event("ann", 1), event("ann", 2), event("bob", 1));
    const kept = await runHere(root, [
      "keys",
      "create",
      "--name",
      "kept",
      "--role",
      "admin",
      ...store,
    ]);
    expect(kept.code).toBe(0);
    const headers = { authorization: `Bearer ${kept.out.trim()}` };
    const status = async (id: string, method = "GET") =>
      (await fetch(`${url}/api/v1/customers/${id}@example.com`, { method, headers })).status;

    let sent = 0;
    const backing = runHere(root, ["backup", `${root}/copies/`, ...store, "--json"]);
    let isDone = false;
    backing.finally(() => {
      isDone = true;
    });
    for (; !isDone; sent += 1) await post(event("later", sent));
    const backed = await backing;
    expect(backed).toMatchObject({ code: 0, err: "" });
    const made = JSON.parse(backed.out);
    expect(made.key).toMatch(/^[0-9a-f]{8}$/);
    expect(made.pieces.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(["store.duckdb", "keys.json", "audit/head.json"]),
    );
    const inIt = made.store.rows.customer_event - 3;
    expect(inIt).toBeGreaterThanOrEqual(0);
    expect(inIt).toBeLessThanOrEqual(sent);
    const bytes = readFileSync(made.file);
    expect(bytes.toString("latin1")).not.toMatch(/example\.com|FamilyMart|Taipei/);
    expect(readdirSync(join(root, "copies"))).toHaveLength(1);
    const metrics = await (await fetch(`${url}/metrics`, { headers })).text();
    expect(Number(/^cdp_backup_age_seconds (\S+)$/m.exec(metrics)?.[1])).toBeLessThan(60);
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({
      checks: { last_backup: "pass" },
    });
    expect(await runHere(root, ["restore", made.file, "--check", ...store])).toMatchObject({
      code: 0,
    });

    expect(await status("ann", "DELETE")).toBe(200);
    const locked = await runHere(root, ["restore", made.file, "--replace", ...store]);
    expect(locked).toMatchObject({ code: 5, out: "" });
    child.kill("SIGKILL");
    await once(child, "close");

    const refused = await runHere(root, ["restore", made.file, ...store]);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("--replace");
    const old = await events();
    expect(old).toEqual({ "bob@example.com": 1, "later@example.com": sent });

    const broken = Buffer.from(bytes);
    const at = Math.floor(bytes.length * 0.7);
    broken.writeUInt8(broken.readUInt8(at) ^ 1, at);
    for (const [name, content] of [
      ["flipped", broken],
      ["cut", bytes.subarray(0, at)],
      [
        "renamed",
        Buffer.from(
          bytes.toString("latin1").replace('"customer_event":', '"customer_even_":'),
          "latin1",
        ),
      ],
    ] as const) {
      writeFileSync(join(root, name), content);
      const answer = await runHere(root, ["restore", join(root, name), "--replace", ...store]);
      expect([2, 5], name).toContain(answer.code);
      expect(await events(), name).toEqual(old);
    }

    // The list of who was erased outlives the store's file.
    const restored = { "bob@example.com": 1, ...(inIt > 0 && { "later@example.com": inIt }) };
    writeFileSync(file, "no database any more");
    const killed = start(root, ["restore", made.file, "--replace", ...store]);
    const ended = once(killed, "close");
    await until(
      "files that wait to take their place",
      async () => (existsSync(join(folder, ".restoring", "store.duckdb")) ? null : "none"),
      { ms: 60_000, everyMs: 2, oneMs: 1000 },
    );
    killed.kill("SIGKILL");
    await ended;
    expect(readFileSync(file, "utf8")).toBe("no database any more");
    const whole = await runHere(root, ["restore", made.file, "--replace", ...store, "--json"]);
    expect(whole.code).toBe(0);
    expect(JSON.parse(whole.out).forgotten).toMatchObject({ events: 2 });
    expect(await events()).toEqual(restored);

    child = start(root, ["serve", "--port", "0", ...store]);
    texts = collect(child);
    url = await origin(child, texts);
    await post(event("ann", 3));
    expect(await status("ann")).toBe(404);
    expect(await status("bob")).toBe(200);
    child.kill("SIGTERM");
    await once(child, "close");
    const verified = await runHere(root, ["audit", "verify", ...store, "--json"]);
    expect(JSON.parse(verified.out)).toMatchObject({ ok: true, keyed: true });
    const log = (await runHere(root, ["audit", "export", ...store])).out;
    const actions = log
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).action);
    expect(actions).toEqual(expect.arrayContaining(["keys.create", "backup", "restore"]));
    expect(actions).not.toContain("audit.stranger");

    // Into an empty folder: API keys and the audit log come along.
    const fresh = ["--store", `duckdb:${join(root, "fresh", "cdp.duckdb")}`];
    const list = join(folder, "cdp.duckdb.erased");
    const moved = await runHere(root, ["restore", made.file, ...fresh, "--erased", list, "--json"]);
    expect(JSON.parse(moved.out).forgotten).toMatchObject({ events: 2 });
    expect((await runHere(root, ["keys", "list", ...fresh])).out).toContain("kept");
    expect((await runHere(root, ["audit", "verify", ...fresh])).code).toBe(0);
    expect((await runHere(root, ["audit", "export", ...fresh])).out).toContain("/v1/batch");
  } finally {
    child.kill("SIGKILL");
  }
});
