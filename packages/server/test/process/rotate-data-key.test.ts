import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { until } from "./chaos-wait.js";
import { collect, origin, start } from "./command.js";
import { runHere } from "./in-process.js";

const root = mkdtempSync(join(tmpdir(), "cdp-rotate-"));
const folder = join(root, "data");
const store = ["--store", `duckdb:${join(folder, "cdp.duckdb")}`];
const before = { ...process.env };
beforeAll(() => {
  process.env.CDP_DATA_KEY = randomBytes(32).toString("base64");
});
afterAll(() => {
  if (before.CDP_DATA_KEY === undefined) delete process.env.CDP_DATA_KEY;
  else process.env.CDP_DATA_KEY = before.CDP_DATA_KEY;
  rmSync(root, { recursive: true });
});

const event = (n: number) => ({
  type: "track",
  messageId: `m-${n}`,
  userId: `u-${n % 20}`,
  event: "Seen",
  timestamp: "2026-03-05T09:00:00Z",
});

const keyIds = (): string[] =>
  JSON.parse(readFileSync(join(folder, "cdp.duckdb.keys"), "utf8")).data.map(
    ({ id }: { id: string }) => id,
  );

/** What is in a file; nothing where a server that is at work has renamed it meanwhile. */
function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      return Buffer.alloc(0);
    throw error;
  }
}

/** Files of the folder in which a box under a key begins. */
function filesWith(id: string): string[] {
  const mark = Buffer.from(`01${id}`, "hex");
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => contentOf(path).includes(mark))
    .map((path) => path.slice(folder.length + 1));
}

const patience = { ms: 60_000, everyMs: 20, oneMs: 5000 };

it("seals all under a new key while a server serves, goes on after a kill, and leaves nothing under the old one", async () => {
  const lines = [...Array(2400).keys()].map((n) => JSON.stringify(event(n)));
  writeFileSync(join(root, "events.jsonl"), [...lines, "broken"].join("\n"));
  expect((await runHere(root, ["ingest", "events.jsonl", ...store])).code).toBe(3);
  // Nobody takes what is told, so that it waits in the outbox.
  const deaf = createServer((_, response) => response.writeHead(503).end()).listen(0, "127.0.0.1");
  await once(deaf, "listening");
  const url = `http://127.0.0.1:${(deaf.address() as AddressInfo).port}/`;
  const secret = `whsec_${randomBytes(24).toString("base64")}`;
  const sources = join(root, "sources.json");
  writeFileSync(sources, JSON.stringify({ notify: [{ name: "deaf", url, secret }] }));
  const args = ["serve", "--port", "0", ...store, "--sources", sources];
  let child = start(root, args);
  let texts = collect(child);
  try {
    let at = await origin(child, texts);
    const post = async (n: number) => {
      const answer = await fetch(`${at}/api/v1/ingest`, {
        method: "POST",
        body: `${JSON.stringify(event(n))}\n`,
        headers: { "content-type": "application/x-ndjson" },
      });
      expect(answer.status).toBe(200);
    };
    await post(5000);
    const [old = ""] = keyIds();
    await until(
      "what waits in the outbox",
      async () => {
        const files = filesWith(old);
        const waits = files.some((path) => path.startsWith("outbox/deaf/pending"));
        return waits && files.includes("cdp.duckdb") ? null : files.join(" ");
      },
      patience,
    );

    const asked = runHere(root, ["encryption", "rotate", "--data-key", ...store, "--json"]);
    await until(
      "a store that is half sealed anew",
      async () => {
        const orders = join(folder, "orders");
        const replies = readdirSync(folder).includes("orders") ? readdirSync(orders) : [];
        const reply = replies.find((name) => name.endsWith(".reply.json"));
        if (reply === undefined) return "no reply";
        return JSON.parse(readFileSync(join(orders, reply), "utf8")).done > 0 ? null : "not begun";
      },
      { ...patience, everyMs: 2 },
    );
    child.kill("SIGKILL");
    await once(child, "close");
    expect(keyIds()).toEqual([old, expect.any(String)]);

    child = start(root, args);
    texts = collect(child);
    at = await origin(child, texts);
    // It goes on by itself, and answers meanwhile.
    let posted = 5001;
    await until(
      "an end of the old key",
      async () => {
        await post(posted);
        posted += 1;
        return keyIds().includes(old) ? "still there" : null;
      },
      patience,
    );
    expect(await asked).toMatchObject({ code: 5, out: "" });
    const customer = await (await fetch(`${at}/api/v1/customers/u-7`)).json();
    expect(customer.profile.events).toBeGreaterThanOrEqual(120);

    const [current = ""] = keyIds();
    const again = await runHere(root, ["encryption", "rotate", "--data-key", ...store, "--json"]);
    expect(again).toMatchObject({ code: 0, err: "" });
    const report = JSON.parse(again.out);
    expect(report).toMatchObject({ from: [current], resumed: false });
    expect(report.rows).toBeGreaterThan(2400);
    child.kill("SIGTERM");
    await once(child, "close");
    for (const gone of [old, current]) expect(filesWith(gone)).toEqual([]);
    expect(filesWith(report.to).some((name) => name.startsWith("outbox/deaf/pending"))).toBe(true);
    expect((await runHere(root, ["audit", "verify", ...store])).code).toBe(0);
    expect((await runHere(root, ["dead-letters", "list", ...store])).out).toContain("broken");
  } finally {
    child.kill("SIGKILL");
    deaf.close();
  }
});
