import { CoreError } from "@cdp-whatif/core";
import type { Context } from "hono";
import { basePath as mountedAt } from "hono/route";

/** Where the server is found from outside. */
export interface BasePathOptions {
  /** Path before all of ours, such as `/portal/cdp`, where whoever hands requests over takes it away; otherwise it is seen. */
  readonly basePath?: string | undefined;
  /** Believe `X-Forwarded-Prefix`; only where every request comes through a proxy that sets or removes it. */
  readonly trustForwardedPrefix?: boolean | undefined;
}

/** Tells of a request which path stands before ours; empty, or with a leading and without a trailing slash. */
export type BasePath = (context: Context) => string;

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
  return (context) => {
    const before = trustForwardedPrefix ? forwarded(context.req.header("x-forwarded-prefix")) : "";
    return before + (given ?? mountPath(context));
  };
}

/** The path that the app was mounted at with `route`, as requests still have it. */
function mountPath(context: Context): string {
  const path = mountedAt(context);
  return path === "/" ? "" : path;
}

/** The path of a request among our own routes. */
export function ownPath(context: Context): string {
  return context.req.path.slice(mountPath(context).length) || "/";
}

/** One of our paths as it is asked for from outside. */
export function publicPath(context: Context, path: string): string {
  const basePath: BasePath | undefined = context.get("basePath");
  return (basePath ?? mountPath)(context) + path;
}
