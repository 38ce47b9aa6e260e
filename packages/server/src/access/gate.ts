import type { Asked } from "../middleware/request-env.js";
import { DoorError } from "../problem.js";
import type { Quota, RateState } from "../rate/rate-state.js";
import { rateFields } from "../rate/rate-state.js";
import { type Client, LOCAL } from "./client.js";
import { isEnough, type Role } from "./role.js";
import type { Tag } from "./scope.js";

/** What answers a request. */
export type Handler<Request extends Asked, Answer> = (asked: Request) => Answer | Promise<Answer>;

/** A route as the gate sees it. */
export type Guarded =
  | { readonly role: "public" }
  | { readonly role: "sender" }
  | { readonly role: Role; readonly tag: Tag };

/** What stands before the routes: lets those in who may, and refuses the others. */
export interface Gate {
  /** The handler of a route behind the gate; unless the route is public or a sender's, it runs with `client` set. */
  guard<Request extends Asked, Answer>(
    route: Guarded,
    handler: Handler<Request, Answer>,
  ): Handler<Request, Answer>;
}

/** A gate that is always open: whoever mounts the app decides who reaches it. */
export const openGate: Gate = {
  guard: (_route, handler) => (asked) => {
    asked.set("client", LOCAL);
    return handler(asked);
  },
};

/** What a gate asks. */
export interface GateOptions {
  /** Who asks. @throws DoorError */
  readonly identify: (asked: Asked) => Client | Promise<Client>;
  /** Whether anybody may come near at all. @throws DoorError */
  readonly admit: (asked: Asked) => void;
  /** Counts a request; null where none is counted. */
  readonly count: (asked: Asked, client: Client | null) => Counted | null | Promise<Counted | null>;
}

/** A quota, and what is left of it. */
export interface Counted {
  readonly quota: Quota;
  readonly state: RateState;
}

/** A gate that asks who it is, counts, and compares the role; each at once where it can, as most requests need no wait. */
export function createGate({ identify, admit, count }: GateOptions): Gate {
  return {
    guard<Request extends Asked, Answer>(route: Guarded, handler: Handler<Request, Answer>) {
      if (route.role === "public") {
        return (asked: Request) => {
          admit(asked);
          return handler(asked);
        };
      }
      if (route.role === "sender") {
        return (asked: Request) => {
          admit(asked);
          return whenDone(count(asked, null), (counted) => {
            spend(asked, counted);
            return handler(asked);
          });
        };
      }
      return (asked: Request) =>
        whenDone(identify(asked), (client) => {
          asked.set("client", client);
          return whenDone(count(asked, client), (counted) => {
            spend(asked, counted);
            expectAllowed(client, route);
            return handler(asked);
          });
        });
    },
  };
}

function whenDone<Value, Answer>(
  value: Value | Promise<Value>,
  next: (value: Value) => Answer | Promise<Answer>,
): Answer | Promise<Answer> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Tells the client what is left, or that nothing is. @throws DoorError `too_many_requests` */
function spend(asked: Asked, counted: Counted | null): void {
  if (counted === null) return;
  const { quota, state } = counted;
  asked.set("rate", rateFields(quota, state));
  if (state.allowed) return;
  const seconds = Math.max(1, Math.ceil(state.resetMs / 1000));
  throw new DoorError(
    "too_many_requests",
    `More than ${quota.requests} requests in ${quota.seconds} s; come again in ${seconds} s.`,
    { "retry-after": String(seconds) },
  );
}

/** Who one is, and one's own sessions, are for every credential to know. */
const EVERYBODYS: Tag = "Access";

/** @throws DoorError `forbidden` */
function expectAllowed(client: Client, { role, tag }: { role: Role; tag: Tag }): void {
  const reason = !isEnough(client.role, role)
    ? `This needs the role ${role}; the credential has the role ${client.role}.`
    : client.tags !== null && tag !== EVERYBODYS && !client.tags.includes(tag)
      ? `The credential is only for ${client.tags.join(", ")}; this belongs to ${tag}.`
      : null;
  if (reason === null) return;
  throw new DoorError("forbidden", reason, {
    "www-authenticate": 'Bearer realm="cdp-whatif", error="insufficient_scope"',
  });
}
