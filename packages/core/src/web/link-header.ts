/** One link of a `Link` header. */
interface WebLink {
  readonly target: string;
  readonly relations: readonly string[];
}

/**
 * The target of the first link with a relation, as written (it may be relative), or null.
 *
 * @see RFC 8288, Web Linking, section 3
 */
export function linkTarget(header: string | null, relation: string): string | null {
  if (header === null) return null;
  return readLinks(header).find(({ relations }) => relations.includes(relation))?.target ?? null;
}

/** A parameter: `name`, `name=token` or `name="quoted"`. */
const PARAMETER = /^\s*;\s*([^\s=;,"]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?/;

function readLinks(header: string): WebLink[] {
  const links: WebLink[] = [];
  let rest = header;
  for (;;) {
    const start = /^[\s,]*<([^>]*)>/.exec(rest);
    if (start === null) return links;
    rest = rest.slice(start[0].length);
    // Of several `rel` parameters the first one counts (section 3.3).
    let relations: string[] | null = null;
    for (let found = PARAMETER.exec(rest); found !== null; found = PARAMETER.exec(rest)) {
      rest = rest.slice(found[0].length);
      const [, name = "", quoted, token] = found;
      if (name.toLowerCase() !== "rel" || relations !== null) continue;
      const value = quoted === undefined ? (token ?? "") : quoted.replaceAll(/\\(.)/g, "$1");
      relations = value.toLowerCase().split(/\s+/).filter(Boolean);
    }
    links.push({ target: start[1] ?? "", relations: relations ?? [] });
  }
}
