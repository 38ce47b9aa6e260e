/** What `src` names: one fitted twin, data files, or the origin and base path of a server. */
export type SourceKind =
  | { readonly kind: "twin"; readonly url: string }
  | { readonly kind: "data"; readonly urls: readonly string[] }
  | { readonly kind: "server"; readonly origin: string };

const isTwin = (path: string) => path.endsWith(".json");
const isData = (path: string) => path.endsWith(".jsonl") || path.endsWith(".jsonl.gz");

/**
 * Reads a `src` attribute: several data files may be listed, separated by spaces.
 *
 * @param src - URLs, absolute or relative to `base`; endings are those of the path, not of the query
 * @param base - URL of the page
 * @returns absolute URLs, so that a worker resolves them alike
 * @throws TypeError when a part is no URL, or when a list holds anything but data files
 */
export function sourceKind(src: string, base: string): SourceKind {
  const urls = src
    .trim()
    .split(/\s+/)
    .map((part) => new URL(part, base));
  const [first] = urls;
  if (first === undefined) throw new TypeError("src is empty");
  if (urls.every(({ pathname }) => isData(pathname))) {
    return { kind: "data", urls: urls.map(String) };
  }
  if (urls.length > 1) {
    throw new TypeError(`src lists ${urls.length} addresses; only .jsonl files may be listed`);
  }
  if (isTwin(first.pathname)) return { kind: "twin", url: String(first) };
  return { kind: "server", origin: String(first).replace(/\/+$/, "") };
}
