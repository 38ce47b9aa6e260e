import { isLoopback } from "../address.js";

/**
 * Whether a request may use the dashboard's key: it came under a known name, and from the dashboard's own page.
 *
 * @remarks Keeps pages of other sites, also under a name that they point at this address, from asking through a visitor's browser.
 */
export function isOwnPage(headers: Headers, hosts: readonly string[]): boolean {
  const host = headers.get("host") ?? "";
  const name = partOf(`http://${host}`, "hostname");
  if (name === null || !(isLoopback(name) || hosts.includes(name))) return false;
  const site = headers.get("sec-fetch-site");
  if (site === "cross-site" || site === "same-site") return false;
  const origin = headers.get("origin");
  return origin === null || partOf(origin, "host") === host.toLowerCase();
}

const partOf = (url: string, part: "host" | "hostname") =>
  URL.canParse(url) ? new URL(url)[part] : null;
