import type { IncomingHttpHeaders } from "node:http";
import { isLoopback } from "../address.js";

/**
 * Whether a request may use the dashboard's key: it came under a known name, and from the dashboard's own page.
 *
 * @remarks Keeps pages of other sites, also under a name that they point at this address, from asking through a visitor's browser.
 */
export function isOwnPage(headers: IncomingHttpHeaders, hosts: readonly string[]): boolean {
  const host = headers.host ?? "";
  const name = nameOf(`http://${host}`);
  if (name === null || !(isLoopback(name) || hosts.includes(name))) return false;
  const site = headers["sec-fetch-site"];
  if (site === "cross-site" || site === "same-site") return false;
  const { origin } = headers;
  return origin === undefined || hostOf(origin) === host.toLowerCase();
}

const nameOf = (url: string) => (URL.canParse(url) ? new URL(url).hostname : null);
const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : null);
