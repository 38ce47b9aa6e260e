import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Catalogue } from "../schema/catalogue.js";
import { generateMarket } from "../synthetic/generate-market.js";
import { Truth } from "../synthetic/truth.js";
import { type GenerateProgress, generateFiles } from "./generate-files.js";

describe("generateFiles", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "generate-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("writes every line, the truth and the catalogue, and tells how far it is", async () => {
    const options = { days: 200, customers: 10, regions: 6, seed: 3 };
    const progress: GenerateProgress[] = [];
    const { files, truth } = await generateFiles(join(folder, "deep", "market"), {
      ...options,
      onProgress: (at) => progress.push(at),
    });
    const market = generateMarket(options);
    expect(truth).toEqual(market.truth);
    for (const { name, lines } of market.files) {
      const written = files.find((file) => file.name === name);
      const text = await readFile(written?.path ?? "", "utf8");
      const expected = [...lines()];
      expect(text === `${expected.join("\n")}\n`, name).toBe(true);
      expect(written).toMatchObject({ lines: expected.length, bytes: Buffer.byteLength(text) });
    }
    const read = async (name: string) =>
      JSON.parse(await readFile(join(folder, "deep", "market", name), "utf8"));
    expect(Truth.parse(await read("truth.json"))).toEqual(market.truth);
    expect(Catalogue.parse(await read("catalogue.json"))).toEqual(market.catalogue);
    expect(progress.filter(({ done }) => done).map(({ name }) => name)).toEqual(
      files.map(({ name }) => name),
    );
    expect(progress.some(({ done }) => !done)).toBe(true);
  });

  it("leaves no file of an earlier run or of an unfinished one", async () => {
    await generateFiles(folder, { days: 3, customers: 5 });
    expect(await readdir(folder)).toContain("customer_events.jsonl");
    await generateFiles(folder, { days: 3 });
    const names = await readdir(folder);
    expect(names).not.toContain("customer_events.jsonl");
    expect(names.filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  it("refuses options that make no market before it writes anything", async () => {
    await expect(generateFiles(folder, { brands: 1 })).rejects.toMatchObject({
      code: "invalid_input",
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it("says which folder cannot be written", async () => {
    const file = join(folder, "taken");
    await writeFile(file, "");
    await expect(generateFiles(file, { days: 1 })).rejects.toMatchObject({
      code: "file_unreadable",
      message: expect.stringContaining(file),
    });
  });
});
