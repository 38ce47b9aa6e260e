import type { RequestEnv } from "../middleware/request-env.js";

type Variables = RequestEnv["Variables"];

/** A request, as much of it as is needed to let it in, to answer and to count it: Hono's context is one, `NodeAsked` another. */
export interface Asked {
  readonly req: {
    readonly method: string;
    readonly path: string;
    /** With the query; whether an origin stands before the path depends on what carries it. */
    readonly url: string;
    /** A field by its name in lower case; several of that name are joined by commas. */
    header(name: string): string | undefined;
  };
  readonly env: RequestEnv["Bindings"] | undefined;
  get<Key extends keyof Variables>(key: Key): Variables[Key] | undefined;
  set<Key extends keyof Variables>(key: Key, value: Variables[Key]): void;
}
