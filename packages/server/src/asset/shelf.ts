import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { byBase } from "../by-base.js";
import type { Locale } from "../negotiate/preferred-locale.js";
import { type Asset, createAsset, hashOf } from "./asset.js";
import { EMBEDDABLE_HEADERS, IMMUTABLE_HEADERS, PAGE_HEADERS } from "./content-policy.js";
import {
  DOCS_SCRIPT,
  dashboardPage,
  docsPage,
  missingElementsPage,
  PAGE_STYLE,
  type PageBar,
} from "./page.js";
import { problemPage } from "./problem-page.js";
import { SESSION_SCRIPT, signInPage, signOutBar } from "./sign-in-page.js";

/** A page, by the path that stands before all of ours: it names other files. */
export type PageAt = (base: string) => Asset;

type Files = Map<string, Asset | PageAt>;
type ByLocale = Readonly<Record<Locale, PageAt>>;

/** Everything that is served as a file. */
export interface Shelf {
  /** By path, without the page at `/`. */
  readonly files: ReadonlyMap<string, Asset | PageAt>;
  /** The page at `/`, by who opens it. */
  readonly home: {
    /** The dashboard. */
    readonly other: PageAt;
    /** The dashboard, and a way out. */
    readonly "signed-in": ByLocale;
    /** Where the API key is given. */
    readonly stranger: ByLocale;
  };
}

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
  const shelf: Files = new Map();
  const style = Buffer.from(PAGE_STYLE);
  const stylePath = `/assets/${hashOf(style)}/page.css`;
  shelf.set(stylePath, createAsset("page.css", style, IMMUTABLE_HEADERS));
  shelf.set(
    "/docs/problem",
    pageAt((base) => problemPage(base + stylePath)),
  );
  const session = Buffer.from(SESSION_SCRIPT);
  const sessionPath = `/assets/${hashOf(session)}/session.js`;
  shelf.set(sessionPath, createAsset("session.js", session, IMMUTABLE_HEADERS));
  addDocs(shelf);
  const dashboard = addElements(shelf, elementsFile, stylePath);
  const signedIn = (lang: Locale) =>
    pageAt((base) =>
      dashboard(base, { lang, html: signOutBar(base, lang), script: base + sessionPath }),
    );
  const stranger = (lang: Locale) =>
    pageAt((base) =>
      signInPage({ script: base + sessionPath, style: base + stylePath, base }, lang),
    );
  return {
    files: shelf,
    home: {
      other: pageAt((base) => dashboard(base)),
      "signed-in": { en: signedIn("en"), "zh-TW": signedIn("zh-TW") },
      stranger: { en: stranger("en"), "zh-TW": stranger("zh-TW") },
    },
  };
}

/** The text of the dashboard's page, for each path that it is found under. */
type DashboardText = (base: string, bar?: PageBar) => string;

function addElements(shelf: Files, file: string | null, style: string): DashboardText {
  if (file === null) return (base) => missingElementsPage({ style: base + style, base });
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
  return (base, bar) => dashboardPage({ script: base + script, style: base + style, base }, bar);
}

function addDocs(shelf: Files): void {
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
