import type { RequestContext, RouteSpec } from "../route/mount.js";
import { LOCAL } from "./client.js";

export type Handler = (context: RequestContext) => Response | Promise<Response>;

/** What stands before the routes: lets those in who may, and refuses the others. */
export interface Gate {
  /** The handler of a route behind the gate; it runs with `client` set. */
  guard(route: Pick<RouteSpec, "role" | "tag">, handler: Handler): Handler;
}

/** A gate that is always open: whoever mounts the app decides who reaches it. */
export const openGate: Gate = {
  guard: (_route, handler) => (context) => {
    context.set("client", LOCAL);
    return handler(context);
  },
};
