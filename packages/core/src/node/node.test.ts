import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createPieceHasher, createTextHasher } from "../math/text-hasher.js";
import { memoryStore } from "../store/index.js";
import {
  discoverSources,
  fileSource,
  ingestFiles,
  nodePieceHasher,
  nodeTextHasher,
} from "./index.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cdp-node-"));
});
afterAll(() => rm(folder, { recursive: true }));

const line = (day: number) =>
  JSON.stringify({
    timestamp: `2026-03-${String(day).padStart(2, "0")} 02:00:04`,
    group: "新鮮人",
    region: "台北",
    total_personas: 500,
    brand_percentages: { "7-11": 29.4, FamilyMart: 33.6, Other: 37.0 },
    avg_satisfaction: 0.721,
    digital_adoption_rate: 0.957,
    gamification_engagement: 0.957,
    efficiency_score: 0.585,
    key_insights: [],
  });
const text = (...days: number[]) => `${days.map(line).join("\n")}\n`;

async function read(path: string, offset = 0): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const piece of (await fileSource(path)).open(offset)) parts.push(piece);
  return Buffer.concat(parts).toString("utf8");
}

it("reads plain and packed files alike, by their bytes and not by their names", async () => {
  const [plain, packed] = [join(folder, "plain.gz"), join(folder, "packed.jsonl")];
  await writeFile(plain, text(1, 2));
  await writeFile(packed, gzipSync(text(1, 2)));
  expect(await read(plain)).toBe(text(1, 2));
  expect(await read(packed)).toBe(text(1, 2));
  const offset = Buffer.byteLength(text(1));
  expect(await read(plain, offset)).toBe(text(2));
  expect(await read(packed, offset)).toBe(text(2));
  expect((await fileSource(plain)).size).toBe(Buffer.byteLength(text(1, 2)));
  expect((await fileSource(packed)).size).toBeUndefined();
});

it("keeps its fingerprint when a file of more than 64 KiB grows", async () => {
  const path = join(folder, "long.jsonl");
  await writeFile(path, "x".repeat(70_000));
  const before = await (await fileSource(path)).fingerprint();
  await writeFile(path, "x".repeat(80_000));
  expect(await (await fileSource(path)).fingerprint()).toBe(before);
  await writeFile(path, `y${"x".repeat(80_000)}`);
  expect(await (await fileSource(path)).fingerprint()).not.toBe(before);
});

it("takes the date of a file from its name", async () => {
  const path = join(folder, "intel-2026-03-05.jsonl");
  await writeFile(path, "{}");
  expect((await fileSource(path)).date).toBe("2026-03-05");
});

it("finds the files of folders in order, and lists those that it does not know", async () => {
  const root = join(folder, "tree");
  await mkdir(join(root, "b"), { recursive: true });
  for (const name of ["b/2.jsonl", "b/1.ndjson.gz", "a.jsonl", "note.txt", ".hidden.jsonl"]) {
    await writeFile(join(root, name), "");
  }
  await symlink(root, join(root, "b", "loop"));
  const { sources, unknown } = await discoverSources([root]);
  const names = sources.map(({ name }) => name.slice(root.length + 1));
  expect(names).toEqual(["a.jsonl", "b/1.ndjson.gz", "b/2.jsonl"]);
  expect(unknown).toEqual([join(root, "note.txt")]);
});

it("refuses a path that leads nowhere, by name", async () => {
  const path = join(folder, "nowhere.jsonl");
  const refusal = expect.objectContaining({
    code: "file_not_found",
    message: expect.stringContaining(path),
  });
  await expect(fileSource(path)).rejects.toEqual(refusal);
  await expect(discoverSources([path])).rejects.toEqual(refusal);
});

it("names the files that fail, and reads the rest", async () => {
  const root = join(folder, "mixed");
  await mkdir(root);
  await writeFile(join(root, "good.jsonl"), text(1, 2, 3));
  await symlink(join(root, "gone"), join(root, "broken.jsonl"));
  const cut = join(root, "cut.jsonl.gz");
  await writeFile(cut, gzipSync(text(4, 5, 6, 7, 8, 9)));
  await truncate(cut, 150);
  await writeFile(join(root, "empty.jsonl"), "");
  const store = memoryStore();
  const { report } = await ingestFiles({ paths: [root], store });
  expect(report.stored).toBeGreaterThanOrEqual(3);
  expect(report.read).toBe(report.stored + report.duplicates + report.deadLettered);
  const failed = report.failed.map(({ source }) => source.slice(root.length + 1));
  expect(failed).toEqual(["broken.jsonl", "cut.jsonl.gz", "empty.jsonl"]);
  expect(report.failed[0]?.reason).toContain("found no file or folder");
});

it("hashes texts as the portable hasher does", () => {
  const portable = createTextHasher();
  const text = fc.string({ unit: "binary", maxLength: 300 });
  fc.assert(
    fc.property(text, (any) => {
      expect(nodeTextHasher(any)).toBe(portable(any));
    }),
  );
  expect(nodeTextHasher("\ud800x")).toBe(portable("\ud800x"));
});

it("hashes texts in pieces as the portable hasher does", () => {
  const portable = createPieceHasher();
  const piece = fc.oneof(fc.string({ unit: "grapheme" }), fc.uint8Array({ maxLength: 300 }));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 5 }), (pieces) => {
      expect(nodePieceHasher(pieces)).toBe(portable(pieces));
    }),
  );
});
