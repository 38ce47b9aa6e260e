import type { SignIn } from "../access/sign-in.js";
import { sendAsset } from "../asset/asset.js";
import type { PageAt, Shelf } from "../asset/shelf.js";
import { publicPath } from "../base-path.js";
import { preferredLocale } from "../negotiate/preferred-locale.js";
import type { Door, RequestContext } from "./mount.js";

/** What the pages are made of. */
export interface PageDeps {
  readonly shelf: Shelf;
  /** Absent where whoever mounts the app decides who reaches it. */
  readonly signIn?: SignIn | undefined;
}

/** Mounts every file of the shelf at its path; files are no part of the OpenAPI document. */
export function pageRoutes(door: Door, { shelf, signIn }: PageDeps): void {
  const serve = (path: string, of: (context: RequestContext) => Parameters<typeof sendAsset>[0]) =>
    door.get(
      path,
      door.gate.guard({ role: "public" }, (context: RequestContext) =>
        sendAsset(of(context), (name) => context.req.header(name)),
      ),
    );
  const at = (context: RequestContext, page: PageAt) => page(publicPath(context, ""));
  serve("/", (context) => {
    const visitor = signIn?.visitor(context) ?? "other";
    if (visitor === "other") return at(context, shelf.home.other);
    const locale = preferredLocale(context.req.header("accept-language"));
    return at(context, shelf.home[visitor][locale]);
  });
  for (const [path, asset] of shelf.files)
    serve(path, (context) => (typeof asset === "function" ? at(context, asset) : asset));
}
