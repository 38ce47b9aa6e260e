import { CoreError } from "@cdp-whatif/core/error";
import type { Context } from "hono";
import { basePath as mountedAt } from "hono/route";
import type { Asked, BasePath } from "./middleware/request-env.js";

/** Where the server is found from outside. */
export interface BasePathOptions {
  /** Path before all of ours, such as `/portal/cdp`, where whoever hands requests over takes it away; otherwise it is seen. */
  readonly basePath?: string | undefined;
  /** Believe `X-Forwarded-Prefix`; only where every request comes through a proxy that sets or removes it. */
  readonly trustForwardedPrefix?: boolean | undefined;
}

const PREFIX = /^(?:\/[\w.~!$&'()*+;=:@%-]+){1,16}$/;

/** What a proxy says that it took away, when it can be a path. */
function forwarded(header: string | undefined): string {
  const path = header?.replace(/\/$/, "") ?? "";
  if (path.length > 256 || !PREFIX.test(path)) return "";
  return path.split("/").some((part) => part === "." || part === "..") ? "" : path;
}

/**
 * Reads where we are from the settings, from the proxy if it is trusted, and from where the app was mounted.
 *
 * @throws CoreError `invalid_input` for a base path that is none
 */
export function basePathOf({ basePath, trustForwardedPrefix }: BasePathOptions): BasePath {
  const given = basePath === "/" ? "" : basePath?.replace(/\/$/, "");
  if (given && !PREFIX.test(given)) {
    const detail = `found ${JSON.stringify(basePath)}, expected a path such as /portal/cdp`;
    throw new CoreError("invalid_input", `basePath: ${detail}`, [{ pointer: "/basePath", detail }]);
  }
  return (asked) => {
    const before = trustForwardedPrefix ? forwarded(asked.req.header("x-forwarded-prefix")) : "";
    return before + (given ?? mountPath(asked));
  };
}

/** The path that the app was mounted at with `route`, as requests still have it. */
function mountPath(asked: Asked): string {
  if (!isContext(asked)) return "";
  const path = mountedAt(asked);
  return path === "/" ? "" : path;
}

function isContext(asked: Asked): asked is Context {
  return asked.isAtRoot === undefined;
}

/** The path of a request among our own routes. */
export function ownPath(asked: Asked): string {
  return asked.req.path.slice(mountPath(asked).length) || "/";
}

/** One of our paths as it is asked for from outside. */
export function publicPath(asked: Asked, path: string): string {
  return (asked.get("basePath") ?? mountPath)(asked) + path;
}
