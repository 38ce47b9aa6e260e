import * as z from "zod";
import { ROLES } from "../access/role.js";
import { TAGS } from "../access/scope.js";
import { nothingToSignInTo, type SignIn } from "../access/sign-in.js";
import { jsonBody } from "../middleware/json-body.js";
import { expectNoQuery, invalidQuery } from "../query.js";
import { respondJson } from "../respond.js";
import { type Door, mount } from "./mount.js";

/** What the routes of sessions work with. */
export interface SessionDeps {
  /** Absent where whoever mounts the app decides who reaches it. */
  readonly signIn?: SignIn | undefined;
}

const SessionBody = z
  .strictObject({ key: z.string().min(1).max(200).meta({ description: "An API key" }) })
  .meta({ id: "SessionBody" });

const SessionAnswer = z
  .strictObject({
    success: z.literal(true),
    role: z.enum(ROLES),
    only: z.array(z.enum(TAGS)).nullable().meta({ description: "The only groups; null: all" }),
    seconds: z.number().meta({ description: "How long the session lasts at most", unit: "s" }),
  })
  .meta({ id: "SessionAnswer" });

/** What is answered when a session has ended. */
export const SessionEnd = z.strictObject({ success: z.literal(true) }).meta({ id: "SessionEnd" });

const LIMIT_BYTES = 4096;
const PATHS: readonly [string] = ["/api/v1/session"];
const NEVER_KEPT = { "cache-control": "no-store" };

/** Mounts what a browser signs in and out by. */
export function sessionRoutes(door: Door, { signIn }: SessionDeps): void {
  const spec = { paths: PATHS, tag: "Access", role: "public" } as const;
  mount(
    door,
    {
      ...{ ...spec, method: "post", id: "signIn" },
      summary: "Signs a browser in by an API key: sets a cookie that stands for it",
      body: { type: "application/json", schema: SessionBody },
      answers: {
        200: { description: "Signed in", content: { "application/json": SessionAnswer } },
      },
      problems: [400, 401, 403, 404, 413, 415, 422, 429],
    },
    async (context) => {
      expectNoQuery(context.req.url);
      const body = SessionBody.safeParse(await jsonBody(context, LIMIT_BYTES));
      if (!body.success) throw invalidQuery(body.error);
      if (signIn === undefined) throw nothingToSignInTo();
      const { client, seconds, cookie } = signIn.begin(context, body.data.key.trim());
      context.set("client", client);
      const answer: z.infer<typeof SessionAnswer> = {
        ...{ success: true, role: client.role, seconds },
        only: client.tags === null ? null : [...client.tags],
      };
      return respondJson(answer, { headers: { ...NEVER_KEPT, "set-cookie": cookie } });
    },
  );
  mount(
    door,
    {
      ...{ ...spec, method: "delete", id: "signOut" },
      summary: "Signs a browser out: its session ends",
      answers: {
        200: { description: "Not signed in any more", content: { "application/json": SessionEnd } },
      },
      problems: [403, 422],
    },
    (context) => {
      expectNoQuery(context.req.url);
      const answer: z.infer<typeof SessionEnd> = { success: true };
      if (signIn === undefined) return respondJson(answer, { headers: NEVER_KEPT });
      const { client, cookie } = signIn.end(context);
      if (client !== null) context.set("client", client);
      // Answers that the browser kept were for who was signed in.
      const left = { "set-cookie": cookie, "clear-site-data": '"cache"' };
      return respondJson(answer, { headers: { ...NEVER_KEPT, ...left } });
    },
  );
}
