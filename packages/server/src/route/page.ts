import { sendAsset } from "../asset/asset.js";
import type { Shelf } from "../asset/shelf.js";
import { publicPath } from "../base-path.js";
import type { Door, RequestContext } from "./mount.js";

/** Mounts every file of the shelf at its path; files are no part of the OpenAPI document. */
export function pageRoutes(door: Door, shelf: Shelf): void {
  for (const [path, asset] of shelf) {
    const send = (context: RequestContext) =>
      sendAsset(typeof asset === "function" ? asset(publicPath(context, "")) : asset, (name) =>
        context.req.header(name),
      );
    door.get(path, door.gate.guard({ role: "public" }, send));
  }
}
