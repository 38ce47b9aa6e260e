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

/** What a session may be known by to those who hold its key; nobody can ask with it. */
export interface SessionSeen {
  /** Names it among the others. */
  readonly name: string;
  /** Instants: when it began, and when was asked last in it. */
  readonly begun: number;
  readonly lastUsed: number;
  /** Where it was begun from, as far as that is kept. */
  readonly from: string;
}

/** Sessions of browsers, in the memory of this process: they end with it. */
export interface Sessions {
  /** Begins one for who holds a key. @returns its id, 256 random bits */
  begin(proof: KeyProof, from?: string): string;
  /** Who asks in a session; null when it has ended, or its key is not taken any more. */
  find(id: string): Client | null;
  end(id: string): void;
  /** The sessions of a client that go on, in the order in which they began. */
  of(client: Client): SessionSeen[];
  /** Ends the session of a client that has this name. @returns whether there was one */
  endNamed(client: Client, name: string): boolean;
  /** The name of a session; null when there is none. */
  nameOf(id: string): string | null;
}

interface Session {
  readonly proof: KeyProof;
  readonly ends: number;
  readonly seen: Omit<SessionSeen, "lastUsed">;
  asked: number;
  lastUsed: number;
}

/** What a session is known by here: whoever reads the memory cannot ask with it. */
const hashOf = (id: string) => hash("sha256", id);

/**
 * Keeps sessions. Each is only as good as the key that it began with, which is looked up at each request.
 *
 * @param options.elapsed - milliseconds that only go forward
 * @param options.now - the time of day, which is told
 */
export function createSessions(
  keys: Pick<KeyRing, "findAgain">,
  { lastsMs, idleMs, mostPerKey = 50, most = 1000 }: SessionLimits,
  { elapsed, now = Date.now }: { elapsed: () => number; now?: () => number },
): Sessions {
  // By the hash of its id, in the order in which they began.
  const sessions = new Map<string, Session>();
  const isOver = ({ ends, asked }: Session, at: number) => ends <= at || asked + idleMs <= at;
  const makeRoom = (key: string) => {
    const at = elapsed();
    for (const [hashed, session] of sessions) if (isOver(session, at)) sessions.delete(hashed);
    const hashes = [...sessions.keys()];
    const ofKey = hashes.filter((hashed) => sessions.get(hashed)?.proof.id === key);
    const leaving = [...ofKey.slice(0, ofKey.length + 1 - mostPerKey)];
    if (ofKey.length < mostPerKey) leaving.push(...hashes.slice(0, hashes.length + 1 - most));
    for (const hashed of leaving) sessions.delete(hashed);
  };
  /** Who asks in a session that goes on; one that does not is forgotten. */
  const holderOf = (hashed: string, session: Session): Client | null => {
    const client = isOver(session, elapsed()) ? null : keys.findAgain(session.proof);
    if (client !== null && typeof client !== "string") return client;
    sessions.delete(hashed);
    return null;
  };
  const entriesOf = ({ id }: Client) =>
    [...sessions].filter(([hashed, session]) => holderOf(hashed, session)?.id === id);
  return {
    begin(proof, from = "") {
      makeRoom(proof.id);
      const id = randomBytes(32).toString("base64url");
      const [at, begun] = [elapsed(), now()];
      const seen = { name: randomBytes(8).toString("hex"), begun, from };
      const session = { proof, ends: at + lastsMs, seen, asked: at, lastUsed: begun };
      sessions.set(hashOf(id), session);
      return id;
    },
    find(id) {
      const hashed = hashOf(id);
      const session = sessions.get(hashed);
      const client = session === undefined ? null : holderOf(hashed, session);
      if (session === undefined || client === null) return null;
      session.asked = elapsed();
      session.lastUsed = now();
      return client;
    },
    end: (id) => void sessions.delete(hashOf(id)),
    of: (client) => entriesOf(client).map(([, { seen, lastUsed }]) => ({ ...seen, lastUsed })),
    endNamed(client, name) {
      const found = entriesOf(client).find(([, { seen }]) => seen.name === name);
      return found !== undefined && sessions.delete(found[0]);
    },
    nameOf: (id) => sessions.get(hashOf(id))?.seen.name ?? null,
  };
}
