import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../../../..");

/** Sources of some folders of the project, without tests. */
async function sources(...folders: string[]): Promise<{ file: string; text: string }[]> {
  const files = await Promise.all(
    folders.map(async (folder) => {
      const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile() && /(?<!\.test)\.ts$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name));
    }),
  );
  return Promise.all(
    files.flat().map(async (file) => ({
      file: relative(root, file).split(sep).join("/"),
      text: await readFile(file, "utf8"),
    })),
  );
}

it("draws numbers by the machine's chance nowhere but for the jitter of retries and restarts", async () => {
  const all = await sources("packages/core/src", "packages/server/src");
  expect(all.length).toBeGreaterThan(200);
  const chance = /Math\s*\.\s*random|\brandomInt\b|getRandomValues/;
  const found = all.filter(({ text }) => chance.test(text)).map(({ file }) => file);
  const others = found.filter(
    (file) => !/\/timing\.ts$|\/monitor\/run-monitor\.ts$|\/core\/src\/testing\//.test(file),
  );
  expect(others).toEqual([]);
});

it("connectors know neither clock nor chance, and put no number where one is missing", async () => {
  const connectors = await sources("packages/core/src/web/connector");
  expect(connectors.length).toBeGreaterThan(5);
  for (const { file, text } of connectors) {
    const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
    // Defaults of options stand in destructurings; a value read from an item falls back to null, or is left out.
    expect(code, file).not.toMatch(/Date\.now|new Date\(\)|\brandom|(\?\?|\|\|)\s*-?[\d.]/i);
  }
});
