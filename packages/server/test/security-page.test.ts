import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");
const page = readFileSync(join(root, "docs/security.md"), "utf8");

/** The requirements of OWASP ASVS 5.0.0 at levels 1 and 2, by section. */
const ASVS = `1.1.1-2 1.2.1-9 1.3.1-11 1.4.1-3 1.5.1-2 2.1.1-3 2.2.1-3 2.3.1-4 2.4.1 3.2.1-2 3.3.1-4 3.4.1-6 3.5.1-5
3.7.1-2 4.1.1-3 4.2.1 4.3.1-2 4.4.1-4 5.1.1 5.2.1-3 5.3.1-2 5.4.1-3 6.1.1-3 6.2.1-12 6.3.1-4 6.4.1-4 6.5.1-5 6.6.1-3
6.8.1-4 7.1.1-3 7.2.1-4 7.3.1-2 7.4.1-5 7.5.1-2 7.6.1-2 8.1.1-2 8.2.1-3 8.3.1 8.4.1 9.1.1-3 9.2.1-4 10.1.1-2 10.2.1-2
10.3.1-4 10.4.1-11 10.5.1-5 10.6.1-2 10.7.1-3 11.1.1-2 11.2.1-3 11.3.1-3 11.4.1-4 11.5.1 11.6.1 12.1.1-3 12.2.1-2
12.3.1-4 13.1.1 13.2.1-5 13.3.1-2 13.4.1-5 14.1.1-2 14.2.1-4 14.3.1-3 15.1.1-3 15.2.1-3 15.3.1-7 16.1.1 16.2.1-5
16.3.1-4 16.4.1-3 16.5.1-3 17.1.1 17.2.1-4 17.3.1-2`;

const expand = (section: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `${section}.${from + i}`);
const wanted = ASVS.split(/\s+/).flatMap((group) => {
  const [, section = "", from, to = from] = /^(\d+\.\d+)\.(\d+)(?:-(\d+))?$/.exec(group) ?? [];
  return expand(section, Number(from), Number(to));
});

const part = page.split("\n## ").find((one) => one.startsWith("OWASP ASVS")) ?? "";
const rows = part
  .split("\n")
  .filter((line) => /^\| (?:\d|V\d)/.test(line))
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
const applies = rows.filter((row) => row.length === 4);
const others = rows.filter((row) => row.length === 3);

/** Numbers that a cell names: each alone, or from one to another of the same section. */
const named = (cell: string) =>
  [...cell.matchAll(/(\d+\.\d+)\.(\d+)(?:–\d+\.\d+\.(\d+))?/g)].flatMap(
    ([, section = "", from, to = from]) => expand(section, Number(from), Number(to)),
  );

it("names every requirement of the standard's levels 1 and 2 once, and no other", () => {
  expect(wanted).toHaveLength(253);
  const found = [
    ...applies.flatMap(([first = ""]) => named(first)),
    ...others.flatMap(([chapter = "", ids = ""]) => {
      const numbers = named(ids);
      for (const id of numbers)
        expect(`V${id}`).toMatch(new RegExp(`^${chapter.split(" ")[0]}\\.`));
      return numbers;
    }),
  ];
  expect(found.toSorted()).toEqual(wanted.toSorted());
});

it("names a test that is there, or says why there is none", () => {
  const files = [...page.matchAll(/`([\w./-]+\.test\.ts)`/g)].map(([, file = ""]) => file);
  expect(files.length).toBeGreaterThan(100);
  for (const file of files) {
    const path = /^(packages|scripts)\//.test(file) ? file : join("packages/server", file);
    expect(existsSync(join(root, path)), file).toBe(true);
  }
  for (const [requirement, , test, result] of applies) {
    expect(result, requirement).toMatch(/^(met|not met|operator)/);
    // What is documented is shown by the page that it links to.
    if (test === "" && result === "met") expect(requirement).toMatch(/documented|levels/);
  }
});
