/** Paths of what a page loads. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** Path before all of ours. */
  readonly base: string;
}

/** What stands above the dashboard of who signed in. */
export interface PageBar {
  readonly lang: string;
  readonly html: string;
  /** Path of the script that it needs. */
  readonly script: string;
}

/** The dashboard's page: one tag, the elements do the rest. */
export function dashboardPage({ script, style, base }: PageParts, bar?: PageBar): string {
  return `<!doctype html>
<html lang="${bar?.lang ?? "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>What if? Customer twin</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${style}">
<link rel="modulepreload" href="${script}">
<script type="module" src="${script}"></script>
${bar === undefined ? "" : `<script type="module" src="${bar.script}"></script>\n`}</head>
<body>
${bar?.html ?? ""}<main class="dashboard"><cdp-dashboard src="${base || "/"}"></cdp-dashboard></main>
<noscript><p>This page draws its charts with JavaScript. The same numbers are at
<a href="${base}/docs">/docs</a> as a REST interface.</p></noscript>
</body>
</html>
`;
}

/** Said instead of the dashboard when the elements were not built. */
export function missingElementsPage({ style, base }: Omit<PageParts, "script">): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What if? Customer twin</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${style}">
</head>
<body>
<main>
<h1>The dashboard is not built</h1>
<p>The file <code>cdp-elements.js</code> of the package <code>@cdp-whatif/elements</code> is missing.
Run <code>npm run build</code> and start the server again. The <a href="${base}/docs">REST interface</a> works meanwhile.</p>
</main>
</body>
</html>
`;
}

/** The page that shows the OpenAPI document. */
export function docsPage({ script, style, base }: PageParts): string {
  const folder = style.slice(0, style.lastIndexOf("/"));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>REST interface</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${style}">
<script defer src="${folder}/swagger-ui-bundle.js"></script>
<script defer src="${script}"></script>
</head>
<body>
<div id="swagger-ui"></div>
<noscript><p>The document itself is at <a href="${base}/openapi.json">${base}/openapi.json</a>.</p></noscript>
</body>
</html>
`;
}

/** Starts Swagger UI on our own document; nothing is fetched from elsewhere. */
export const DOCS_SCRIPT = `window.SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: null,
  presets: [window.SwaggerUIBundle.presets.apis],
});
`;

/** Style of the pages around the elements. */
export const PAGE_STYLE = `:root { color-scheme: light dark; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText; }
main:not(.dashboard), noscript p { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; }
th, td { padding: 0.25rem 1rem 0.25rem 0; text-align: start; }
main.sign-in { box-sizing: border-box; max-width: 26rem; margin-block: max(1rem, 12vh) 2rem; padding: 1.5rem; }
@media (min-width: 28rem) {
main.sign-in { padding: 2rem; border: 1px solid color-mix(in srgb, CanvasText 20%, Canvas); border-radius: 0.75rem; }
}
.sign-in h1 { margin: 0 0 0.5rem; font-size: 1.5rem; }
main.sign-in button { inline-size: 100%; font-weight: 600; }
:is(.sign-in, .sessions) label { display: block; font-weight: 600; }
:is(.sign-in, .sessions) input { box-sizing: border-box; inline-size: 100%; max-inline-size: 26rem; }
:is(.sign-in, .sessions) :is(input, button), .sign-out button { font: inherit; padding: 0.5rem 0.75rem; min-block-size: 2.75rem; }
:is(.sign-in, .sessions) [role="alert"] { font-weight: 600; }
.sessions { padding: 0 1rem 0.5rem; }
.sessions summary { inline-size: fit-content; margin-inline-start: auto; padding-block: 0.5rem; cursor: pointer; }
.sessions caption { text-align: start; font-weight: 600; }
.sessions .scroll { overflow-x: auto; }
.sign-out { display: flex; gap: 1rem; justify-content: end; align-items: center; margin: 0; padding: 0.5rem 1rem; }
.sign-out p { margin: 0; }
`;
