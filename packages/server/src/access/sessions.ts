import { hash, randomBytes } from "node:crypto";
import type { Client } from "./client.js";
import type { KeyProof, KeyRing } from "./key-ring.js";

/** How long a session lasts. */
export interface SessionLimits {
  /** From its beginning, in milliseconds. */
  readonly lastsMs: number;
  /** From what was asked last in it, in milliseconds. */
  readonly idleMs: number;
  /** Of one key; the oldest goes for a new one. Default 50. */
  readonly mostPerKey?: number;
  /** In all; the oldest goes for a new one. Default 1000. */
  readonly most?: number;
}

/** Sessions of browsers, in the memory of this process: they end with it. */
export interface Sessions {
  /** Begins one for who holds a key. @returns its id, 256 random bits */
  begin(proof: KeyProof): string;
  /** Who asks in a session; null when it has ended, or its key is not taken any more. */
  find(id: string): Client | null;
  end(id: string): void;
}

interface Session {
  readonly proof: KeyProof;
  readonly ends: number;
  asked: number;
}

/** What a session is known by here: whoever reads the memory cannot ask with it. */
const nameOf = (id: string) => hash("sha256", id);

/**
 * Keeps sessions. Each is only as good as the key that it began with, which is looked up at each request.
 *
 * @param options.elapsed - milliseconds that only go forward
 */
export function createSessions(
  keys: Pick<KeyRing, "findAgain">,
  { lastsMs, idleMs, mostPerKey = 50, most = 1000 }: SessionLimits,
  { elapsed }: { elapsed: () => number },
): Sessions {
  // In the order in which they began.
  const sessions = new Map<string, Session>();
  const isOver = ({ ends, asked }: Session, at: number) => ends <= at || asked + idleMs <= at;
  const makeRoom = (key: string) => {
    const at = elapsed();
    for (const [name, session] of sessions) if (isOver(session, at)) sessions.delete(name);
    const names = [...sessions.keys()];
    const ofKey = names.filter((name) => sessions.get(name)?.proof.id === key);
    const leaving = [...ofKey.slice(0, ofKey.length + 1 - mostPerKey)];
    if (ofKey.length < mostPerKey) leaving.push(...names.slice(0, names.length + 1 - most));
    for (const name of leaving) sessions.delete(name);
  };
  return {
    begin(proof) {
      makeRoom(proof.id);
      const id = randomBytes(32).toString("base64url");
      const at = elapsed();
      sessions.set(nameOf(id), { proof, ends: at + lastsMs, asked: at });
      return id;
    },
    find(id) {
      const name = nameOf(id);
      const session = sessions.get(name);
      if (session === undefined) return null;
      const at = elapsed();
      const client = isOver(session, at) ? null : keys.findAgain(session.proof);
      if (client === null || typeof client === "string") {
        sessions.delete(name);
        return null;
      }
      session.asked = at;
      return client;
    },
    end: (id) => void sessions.delete(nameOf(id)),
  };
}
