import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hmac } from "@cdp-whatif/core/seal";
import { afterAll, expect, it } from "vitest";
import { auditEvent } from "./audit.js";
import { openAuditLog } from "./audit-log.js";
import { verifyAudit } from "./verify.js";

const root = mkdtempSync(join(tmpdir(), "audit-"));
afterAll(() => rmSync(root, { recursive: true }));

const key = new Hmac(Buffer.alloc(32, 7));
const DAY = 86_400_000;
let now = Date.parse("2026-03-05T10:00:00Z");
const settings = { reads: true, strict: false, syncMs: 1000, fileBytes: 1000, keepDays: 30 };
const open = (folder: string) => openAuditLog({ ...settings, folder, key, now: () => now });
const event = (n: number) =>
  auditEvent({ kind: "call", action: `GET /api/v1/things/${n}`, outcome: "done", status: 200 });

/** A log of four files over two days. */
async function written(name: string): Promise<string> {
  const folder = join(root, name);
  now = Date.parse("2026-03-05T10:00:00Z");
  let log = await open(folder);
  for (let n = 0; n < 20; n++) {
    log.add(event(n));
    if (n % 5 === 4) await log.flush();
    if (n === 9) {
      await log.close();
      now += DAY;
      log = await open(folder);
    }
  }
  await log.close();
  return folder;
}

const files = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.startsWith("audit-"))
    .sort();
const linesIn = (path: string) => readFileSync(path, "utf8").trimEnd().split("\n");

it("goes on with its chain over files, days and starts", async () => {
  const folder = await written("whole");
  expect(files(folder).length).toBe(4);
  expect(await verifyAudit({ folder, key })).toMatchObject({
    ok: true,
    entries: 20,
    files: 4,
    notes: 0,
  });
  // Without the key nothing is right, and so it is with another.
  for (const other of [null, new Hmac(Buffer.alloc(32, 8))]) {
    expect((await verifyAudit({ folder, key: other })).ok).toBe(false);
  }
});

const TAMPERINGS: Readonly<Record<string, (lines: string[]) => string[]>> = {
  changed: (lines) => lines.map((line, i) => (i === 2 ? line.replace("200", "403") : line)),
  removed: (lines) => lines.filter((_, i) => i !== 2),
  inserted: (lines) => [...lines.slice(0, 2), lines[0] ?? "", ...lines.slice(2)],
  swapped: ([a = "", b = "", c = "", d = "", ...rest]) => [a, b, d, c, ...rest],
  truncated: (lines) => [...lines.slice(0, 2), (lines[2] ?? "").slice(0, 40)],
  garbage: ([a = "", b = "", ...rest]) => [a, b, "not an entry", ...rest],
};

it("names the first line that was changed, removed, inserted, swapped or cut", async () => {
  const whole = await written("tampered");
  const [, second = "", last = ""] = [files(whole)[0], files(whole)[1], files(whole).at(-1)];
  for (const [what, change] of Object.entries(TAMPERINGS)) {
    const folder = join(root, what);
    cpSync(whole, folder, { recursive: true });
    const path = join(folder, second);
    writeFileSync(path, `${change(linesIn(path)).join("\n")}\n`);
    const { ok, fault } = await verifyAudit({ folder, key });
    expect(ok, what).toBe(false);
    expect(fault, what).toMatchObject({ file: second, line: 3 });
  }
  const gone = join(root, "gone");
  cpSync(whole, gone, { recursive: true });
  rmSync(join(gone, second));
  expect((await verifyAudit({ folder: gone, key })).fault).toMatchObject({
    file: files(whole)[2],
    line: 1,
  });
  // At the end of the log nothing follows that would tell: the head does.
  for (const cut of [
    (path: string) => rmSync(path),
    (path: string) => {
      writeFileSync(path, `${linesIn(path).slice(0, -1).join("\n")}\n`);
    },
  ]) {
    const folder = join(root, "end");
    rmSync(folder, { recursive: true, force: true });
    cpSync(whole, folder, { recursive: true });
    cut(join(folder, last));
    expect((await verifyAudit({ folder, key })).fault?.reason).toMatch(/removed at its end/);
    // A start does not hide it.
    const log = await open(folder);
    log.add(event(99));
    await log.close();
    expect((await verifyAudit({ folder, key })).fault?.reason).toMatch(/was removed/);
  }
  const headless = join(root, "headless");
  cpSync(whole, headless, { recursive: true });
  rmSync(join(headless, "head.json"));
  expect((await verifyAudit({ folder: headless, key })).fault?.file).toBe("head.json");
});

it("loses at a crash what was not on disk, takes away half a line and says so", async () => {
  const folder = await written("torn");
  const path = join(folder, files(folder).at(-1) ?? "");
  writeFileSync(path, `${readFileSync(path, "utf8")}{"sequence":21,"at":"2026`);
  const log = await open(folder);
  log.add(event(21));
  await log.close();
  expect(await verifyAudit({ folder, key })).toMatchObject({ ok: true, entries: 22, notes: 1 });
});

it("keeps a fault where it is, and goes on in a file of its own", async () => {
  const folder = await written("broken");
  const path = join(folder, files(folder).at(-1) ?? "");
  const [first = "", ...rest] = linesIn(path);
  writeFileSync(path, `${[first.replace("200", "500"), ...rest].join("\n")}\n`);
  const log = await open(folder);
  log.add(event(1));
  await log.close();
  expect((await verifyAudit({ folder, key })).fault).toMatchObject({ line: 1 });
});

it("forgets whole files by age, and still verifies", async () => {
  const folder = await written("aged");
  now += 40 * DAY;
  const log = await open(folder);
  log.add(event(1));
  await log.close();
  expect(files(folder).length).toBe(2);
  expect(await verifyAudit({ folder, key })).toMatchObject({ ok: true });
});
