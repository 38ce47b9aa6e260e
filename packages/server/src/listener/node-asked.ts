import type { IncomingMessage, ServerResponse } from "node:http";
import type { Asked, RequestEnv } from "../middleware/request-env.js";

type Variables = RequestEnv["Variables"];

/** A request as Node has it, without Hono's objects around it. */
export class NodeAsked implements Asked {
  readonly req: NodeRequest;
  readonly isAtRoot = true;
  readonly env: RequestEnv["Bindings"];
  readonly #variables: Partial<Variables> = {};

  constructor(incoming: IncomingMessage, outgoing: ServerResponse, path: string) {
    this.req = new NodeRequest(incoming, path);
    this.env = { incoming, outgoing };
  }

  get<Key extends keyof Variables>(key: Key): Variables[Key] | undefined {
    return this.#variables[key];
  }

  set<Key extends keyof Variables>(key: Key, value: Variables[Key]): void {
    this.#variables[key] = value;
  }
}

class NodeRequest {
  readonly method: string;
  readonly path: string;
  readonly url: string;
  readonly #raw: readonly string[];

  constructor(incoming: IncomingMessage, path: string) {
    this.method = incoming.method ?? "GET";
    this.path = path;
    this.url = incoming.url ?? path;
    this.#raw = incoming.rawHeaders;
  }

  header(name: string): string | undefined {
    let found: string | undefined;
    const raw = this.#raw;
    for (let i = 0; i + 1 < raw.length; i += 2) {
      const given = raw[i];
      if (given?.length !== name.length || given.toLowerCase() !== name) continue;
      found = found === undefined ? raw[i + 1] : `${found}, ${raw[i + 1]}`;
    }
    return found;
  }
}
