import * as z from "zod";
import { LOCAL } from "../access/client.js";
import { ROLES } from "../access/role.js";
import { TAGS } from "../access/scope.js";
import { nothingToSignInTo } from "../access/sign-in.js";
import { DoorError } from "../problem.js";
import { expectNoQuery } from "../query.js";
import { respondJson } from "../respond.js";
import { type Door, mount } from "./mount.js";
import { type SessionDeps, SessionEnd } from "./session.js";

const OwnSessionBody = z
  .strictObject({
    id: z.string().meta({ description: "Its name for ending it; nobody can ask with it" }),
    begun: z.iso.datetime(),
    last_used: z.iso.datetime(),
    from: z.string().meta({
      description: "Address that it was begun from; of IPv6 the first half. In memory alone",
    }),
    current: z.boolean().meta({ description: "Whether this request belongs to it" }),
  })
  .meta({ id: "OwnSession" });

const WhoAnswer = z
  .strictObject({
    success: z.literal(true),
    role: z.enum(ROLES),
    only: z.array(z.enum(TAGS)).nullable().meta({ description: "The only groups; null: all" }),
    sessions: z.array(OwnSessionBody).meta({
      description: "Sessions of browsers that signed in with the same key, the newest first",
    }),
  })
  .meta({ id: "WhoAnswer" });

const SessionPath = z.object({ id: z.string().min(1).meta({ description: "Name of a session" }) });
/** Where a key is given. Whoever sits down at a browser that is signed in cannot lock out its user. */
const CREDENTIALS = ["authorization", "x-api-key"];
const NO_STORE = { headers: { "cache-control": "no-store" } };
const iso = (instant: number) => new Date(instant).toISOString();

/** Mounts what a client asks about itself: what it may do, and which browsers are signed in as it. */
export function ownSessionRoutes(door: Door, { signIn }: SessionDeps): void {
  const spec = { tag: "Access", role: "viewer" } as const;
  mount(
    door,
    {
      ...{ ...spec, method: "get", paths: ["/api/v1/session"], id: "whoAmI" },
      summary: "What the credential may do, and the sessions of browsers that signed in with it",
      answers: { 200: { description: "Who asks", content: { "application/json": WhoAnswer } } },
      problems: [422],
    },
    (context) => {
      expectNoQuery(context.req.url);
      const client = context.get("client") ?? LOCAL;
      const own = signIn?.list(context, client) ?? [];
      const answer: z.infer<typeof WhoAnswer> = {
        ...{ success: true, role: client.role },
        only: client.tags === null ? null : [...client.tags],
        sessions: own.map(({ name, begun, lastUsed, from, current }) => ({
          ...{ id: name, begun: iso(begun), last_used: iso(lastUsed), from, current },
        })),
      };
      return respondJson(answer, NO_STORE);
    },
  );
  mount(
    door,
    {
      ...{ ...spec, method: "delete", paths: ["/api/v1/session/:id"], id: "endSession" },
      summary:
        "Ends a session of a browser that signed in with the same key, which is given once more",
      path: SessionPath,
      answers: { 200: { description: "Ended", content: { "application/json": SessionEnd } } },
      problems: [404, 422],
    },
    (context) => {
      expectNoQuery(context.req.url);
      const client = context.get("client") ?? LOCAL;
      const name = context.req.param("id") ?? "";
      if (client.kind === "key" && !CREDENTIALS.some((field) => context.req.header(field)))
        throw new DoorError(
          "forbidden",
          "Ending a session needs the API key itself, in authorization or x-api-key: a cookie is not enough.",
        );
      if (signIn === undefined) throw nothingToSignInTo();
      signIn.endOne(client, name);
      const answer: z.infer<typeof SessionEnd> = { success: true };
      return respondJson(answer, NO_STORE);
    },
  );
}
