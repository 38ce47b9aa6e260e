import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtInCatalogue, digest, memoryStore } from "@cdp-whatif/core";
import { afterAll, expect, it } from "vitest";
import { openAudit } from "../src/audit/audit.js";
import { exportAudit } from "../src/audit/export.js";
import { verifyAudit } from "../src/audit/verify.js";
import { createService } from "../src/index.js";
import { ask, send } from "./market.js";

const root = mkdtempSync(join(tmpdir(), "audited-"));
afterAll(() => rmSync(root, { recursive: true }));

const settings = { reads: true, strict: true, syncMs: 10_000, fileBytes: 1e6, keepDays: 30 };
const EVENT = JSON.stringify({
  type: "page",
  messageId: "m",
  userId: "secret@example.com",
  timestamp: "2026-03-05T09:00:00Z",
});

async function entries(folder: string, format: "json" | "csv" = "json") {
  const lines: string[] = [];
  for await (const line of exportAudit(folder, { format })) lines.push(line);
  return lines;
}

it("keeps every call by its pattern, and of an erasure the digest of its certificate, but nobody's id", async () => {
  const audit = await openAudit({ settings, folder: join(root, "kept") });
  const { app, close } = createService({
    store: memoryStore(),
    catalogue: builtInCatalogue,
    audit,
  });
  const path = "/api/v1/customers/secret@example.com";
  await send(app, EVENT);
  await ask(app, path);
  await ask(app, `${path}?secret=1`);
  await ask(app, "/secret/nothing");
  const answer = await (await ask(app, path, { method: "DELETE" })).text();
  const erased = JSON.parse(answer);
  await ask(app, path);
  await close();
  await audit.close();
  const folder = join(root, "kept", "audit");
  const lines = await entries(folder);
  expect(lines.join("")).not.toContain("secret");
  const told = lines.map((line) => JSON.parse(line));
  const subject = audit.mark("secret@example.com");
  expect(
    told.map(({ action, status, outcome, subject }) => [action, status, outcome, subject]),
  ).toEqual([
    ["POST /api/v1/ingest", 200, "done", null],
    ["GET /api/v1/customers/:id", 200, "done", subject],
    ["GET /api/v1/customers/:id", 422, "refused", subject],
    ["GET (no route)", 404, "refused", null],
    ["customer.erased", null, "done", subject],
    ["DELETE /api/v1/customers/:id", 200, "done", subject],
    ["GET /api/v1/customers/:id", 404, "refused", subject],
  ]);
  expect(told[5].bytes).toBe(Buffer.byteLength(answer));
  const { digest: stated, ...content } = erased.certificate;
  expect(digest(content)).toBe(stated);
  expect(told[4].detail).toMatchObject({ digest: stated, certificate: content.id, events: 1 });
  expect(await verifyAudit({ folder, key: null })).toMatchObject({
    ok: true,
    entries: 7,
    keyed: false,
  });
  expect((await entries(folder, "csv"))[1]).toMatch(/^1,[^,]+,call,.*,POST \/api\/v1\/ingest,/);
});

it("answers nothing but its health while nothing can be written, if it is strict", async () => {
  const folder = join(root, "strict");
  const audit = await openAudit({ settings, folder });
  const { app, close } = createService({
    store: memoryStore(),
    catalogue: builtInCatalogue,
    audit,
  });
  expect((await ask(app, "/api/v1/personas")).status).toBe(200);
  rmSync(join(folder, "audit"), { recursive: true });
  writeFileSync(join(folder, "audit"), "a file stands where the folder was");
  await expect(audit.flush()).rejects.toThrow(/ENOTDIR|ENOENT/);
  const refused = await ask(app, "/api/v1/personas");
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ code: "not_ready" });
  const health = await (await ask(app, "/health")).json();
  expect(health).toMatchObject({ status: "critical" });
  rmSync(join(folder, "audit"));
  mkdirSync(join(folder, "audit"));
  await audit.flush();
  expect((await ask(app, "/api/v1/personas")).status).toBe(200);
  await close();
  await audit.close();
  expect(await verifyAudit({ folder: join(folder, "audit"), key: null })).toMatchObject({
    ok: true,
    entries: 4,
  });
});
