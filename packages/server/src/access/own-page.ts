import { isLoopback } from "../address.js";
import type { Asked } from "../middleware/request-env.js";
import { DoorError } from "../problem.js";

/** Names and pages that a server without credentials takes requests from. */
export interface OwnPages {
  /** Names, beside those of loopback, that it is asked under. */
  readonly hosts: readonly string[];
  /** Origins of pages that may change things, as `--allow-origin` says. */
  readonly origins: readonly string[];
}

const READS = ["GET", "HEAD", "OPTIONS"];

/** The checks that a server without credentials makes; each throws what it refuses with. */
export interface OwnPageCheck {
  /** Of any request. @throws DoorError `misdirected` | `cross_site` */
  readonly page: (asked: Asked) => void;
  /** Only of the name that it is asked under. @throws DoorError `misdirected` */
  readonly name: (asked: Asked) => void;
}

/**
 * Refuses what a page of a stranger can make the browser of this machine's user send: requests under a name that the
 * stranger has pointed at this machine (DNS rebinding), and requests of other sites that change something.
 *
 * @see Fetch Metadata Request Headers, W3C
 */
export function expectOwnPages({ hosts, origins }: OwnPages): OwnPageCheck {
  const names = new Set(hosts.map((host) => host.toLowerCase()));
  // Most requests name the same host.
  let lastHost: string | undefined;
  const expectName = (asked: Asked): void => {
    const host = asked.req.header("host");
    if (host === undefined || host !== lastHost) {
      const name = nameOf(host ?? new URL(asked.req.url).host);
      if (!isLoopback(name) && !names.has(name)) throw misdirected(name);
      lastHost = host;
    }
  };
  const page = (asked: Asked) => {
    expectName(asked);
    expectOwnChange(asked, origins);
  };
  return { page, name: expectName };
}

/**
 * Refuses what the page of another origin asks to change.
 *
 * @param origins - of pages that may
 * @throws DoorError `cross_site`
 */
export function expectOwnChange(asked: Asked, origins: readonly string[]): void {
  if (READS.includes(asked.req.method)) return;
  const origin = asked.req.header("origin");
  if (origin !== undefined && origins.includes(origin)) return;
  const site = asked.req.header("sec-fetch-site");
  const host = asked.req.header("host") ?? new URL(asked.req.url).host;
  if (site === undefined ? isOwn(origin, host) : site === "same-origin" || site === "none") return;
  throw new DoorError(
    "cross_site",
    "A page of another origin asks to change something; the server takes that from its own pages and, unless they signed in by a session, from those of --allow-origin.",
  );
}

function nameOf(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, "").replace(/\.$/, "");
}

/** Whether the page is of the server itself; programs that are no browsers name none. */
function isOwn(origin: string | undefined, host: string): boolean {
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}

function misdirected(name: string): DoorError {
  return new DoorError(
    "misdirected",
    `Asked under the name ${JSON.stringify(name)}; without credentials the server answers only under names of loopback, such as localhost, and those of CDP_HOSTS.`,
  );
}
