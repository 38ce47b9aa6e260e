import type { SignIn } from "../access/sign-in.js";
import { type Asset, answerAsset } from "../asset/asset.js";
import type { PageAt, Shelf } from "../asset/shelf.js";
import { publicPath } from "../base-path.js";
import type { Asked } from "../middleware/request-env.js";
import { preferredLocale } from "../negotiate/preferred-locale.js";
import { wantsPage } from "./entrance.js";
import type { Door, RequestContext } from "./mount.js";

/** What the pages are made of. */
export interface PageDeps {
  readonly shelf: Shelf;
  /** Absent where whoever mounts the app decides who reaches it. */
  readonly signIn?: SignIn | undefined;
}

/** Mounts every file of the shelf at its path, in Hono and in the quick lane; files are no part of the OpenAPI document. */
export function pageRoutes(door: Door, { shelf, signIn }: PageDeps): void {
  const serve = (
    path: string,
    of: (asked: Asked) => Asset,
    takes?: (accept: string | undefined) => boolean,
  ) => {
    const answer = (asked: Asked) => answerAsset(of(asked), (name) => asked.req.header(name));
    const guarded = door.gate.guard({ role: "public" }, answer);
    door.quick.set(path, { spec: null, answer: guarded, takes });
    door.get(
      path,
      door.gate.guard({ role: "public" }, (context: RequestContext) => {
        const { body, ...rest } = answer(context);
        return new Response(body, rest);
      }),
    );
  };
  const at = (asked: Asked, page: PageAt) => page(publicPath(asked, ""));
  const home = (asked: Asked) => {
    const visitor = signIn?.visitor(asked) ?? "other";
    if (visitor === "other") return at(asked, shelf.home.other);
    const locale = preferredLocale(asked.req.header("accept-language"));
    return at(asked, shelf.home[visitor][locale]);
  };
  serve("/", home, wantsPage);
  for (const [path, asset] of shelf.files)
    serve(path, (asked) => (typeof asset === "function" ? at(asked, asset) : asset));
}
