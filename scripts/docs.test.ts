import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it, vi } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const pages = ["README.md", "CHANGELOG.md", ...pagesIn("docs")];

function pagesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md") && !file.startsWith("api/"))
    .map((file) => `${folder}/${file}`)
    .sort();
}

const textOf = (page: string): string => readFileSync(join(root, page), "utf8");

/** What GitHub makes of a heading for links to it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");

const anchorsOf = (page: string): string[] =>
  [...textOf(page).matchAll(/^#+ +(.+)$/gm)].map(([, heading = ""]) => anchorOf(heading.trim()));

/** Links to files of ours: those with a scheme lead elsewhere. */
function linksOf(page: string): string[] {
  const prose = textOf(page).replaceAll(/^```[\s\S]*?^```/gm, "");
  return [...prose.matchAll(/\]\(([^()\s]+)\)/g)].flatMap(([, link = ""]) =>
    /^[a-z]+:/.test(link) ? [] : [link],
  );
}

it.each(pages)("every link of %s leads somewhere", (page) => {
  const lost = linksOf(page).filter((link) => {
    const [path = "", anchor] = link.split("#");
    const file = path === "" ? join(root, page) : resolve(root, dirname(page), path);
    if (!existsSync(file)) return true;
    return anchor !== undefined && !anchorsOf(file.slice(root.length)).includes(anchor);
  });
  expect(lost).toEqual([]);
});

const scratch = join(root, ".build");
mkdirSync(scratch, { recursive: true });
const folder = mkdtempSync(join(scratch, "docs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Blocks marked `ts run`: whole programs, with what they print in a comment behind `console.log`. */
const programs = pages.flatMap((page) =>
  [...textOf(page).matchAll(/^```ts run\n([\s\S]*?)^```/gm)].map(
    ([, code = ""], i) => [page, i + 1, code] as const,
  ),
);

it.each(programs)("the code of %s, block %i, prints what it says", async (page, number, code) => {
  const file = join(folder, `${page.replaceAll(/\W/g, "-")}-${number}.ts`);
  writeFileSync(file, code);
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  try {
    await import(/* @vite-ignore */ file);
    const printed = log.mock.calls.map((values) => values.join(" "));
    const promised = [...code.matchAll(/console\.log\(.*\/\/ (.+)$/gm)].map(([, text]) => text);
    if (promised.length > 0) expect(printed).toEqual(promised);
  } finally {
    log.mockRestore();
  }
});
