import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { byBase } from "../by-base.js";
import { type Asset, createAsset, hashOf } from "./asset.js";
import { EMBEDDABLE_HEADERS, IMMUTABLE_HEADERS, PAGE_HEADERS } from "./content-policy.js";
import { DOCS_SCRIPT, dashboardPage, docsPage, missingElementsPage, PAGE_STYLE } from "./page.js";
import { problemPage } from "./problem-page.js";

/** A page, by the path that stands before all of ours: it names other files. */
export type PageAt = (base: string) => Asset;

/** Everything that is served as a file, by path. */
export type Shelf = ReadonlyMap<string, Asset | PageAt>;

/** A page's text for each path that it is found under; a few are kept. */
function pageAt(text: (base: string) => string): PageAt {
  return byBase((base) => createAsset("page.html", text(base), PAGE_HEADERS));
}

const require = createRequire(import.meta.url);
/** Files that the elements look for beside their script. */
const BESIDE = [
  "cdp-elements.js.map",
  "cdp-operations.js",
  "cdp-operations.js.map",
  "cdp-worker.js",
];
const SWAGGER_FILES = ["swagger-ui.css", "swagger-ui-bundle.js"];

/**
 * Reads and names all assets.
 *
 * @param options.elementsFile - the self-contained elements; null when they were not built
 */
export function createShelf({
  elementsFile = findElements(),
}: {
  elementsFile?: string | null;
} = {}): Shelf {
  const shelf = new Map<string, Asset | PageAt>();
  const style = Buffer.from(PAGE_STYLE);
  const stylePath = `/assets/${hashOf(style)}/page.css`;
  shelf.set(stylePath, createAsset("page.css", style, IMMUTABLE_HEADERS));
  shelf.set(
    "/docs/problem",
    pageAt((base) => problemPage(base + stylePath)),
  );
  addElements(shelf, elementsFile, stylePath);
  addDocs(shelf);
  return shelf;
}

function addElements(shelf: Map<string, Asset | PageAt>, file: string | null, style: string): void {
  if (file === null) {
    shelf.set(
      "/",
      pageAt((base) => missingElementsPage({ style: base + style, base })),
    );
    return;
  }
  const code = readFileSync(file);
  const files = BESIDE.map((name) => ({ name, path: join(dirname(file), name) }))
    .filter(({ path }) => existsSync(path))
    .map(({ name, path }) => ({ name, code: readFileSync(path) }));
  // A folder per build: files in it refer to each other by name.
  const folder = `/assets/${hashOf(Buffer.concat([code, ...files.map((one) => one.code)]))}`;
  const script = `${folder}/cdp-elements.js`;
  for (const one of [{ name: "cdp-elements.js", code }, ...files]) {
    shelf.set(`/${one.name}`, createAsset(one.name, one.code, EMBEDDABLE_HEADERS));
    shelf.set(`${folder}/${one.name}`, createAsset(one.name, one.code, IMMUTABLE_HEADERS));
  }
  shelf.set(
    "/",
    pageAt((base) => dashboardPage({ script: base + script, style: base + style, base })),
  );
}

function addDocs(shelf: Map<string, Asset | PageAt>): void {
  const folder = dirname(require.resolve("swagger-ui-dist/package.json"));
  const files = SWAGGER_FILES.map((name) => ({ name, code: readFileSync(join(folder, name)) }));
  const start = Buffer.from(DOCS_SCRIPT);
  const hash = hashOf(Buffer.concat([...files.map(({ code }) => code), start]));
  const path = (name: string) => `/assets/${hash}/${name}`;
  for (const { name, code } of [...files, { name: "docs.js", code: start }]) {
    shelf.set(path(name), createAsset(name, code, IMMUTABLE_HEADERS));
  }
  shelf.set(
    "/docs",
    pageAt((base) =>
      docsPage({ script: base + path("docs.js"), style: base + path("swagger-ui.css"), base }),
    ),
  );
}

function findElements(): string | null {
  const manifest = require.resolve("@cdp-whatif/elements/package.json");
  const file = join(dirname(manifest), "dist", "cdp-elements.js");
  return existsSync(file) ? file : null;
}
