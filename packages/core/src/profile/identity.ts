import type { CustomerEvent, IdClaim, IdPair } from "../schema/profile.js";

/** What events say of ids. */
export interface IdFacts {
  /** Ids that some event carries as userId. */
  readonly known: ReadonlySet<string>;
  readonly pairs: Iterable<IdPair>;
  /** Complete for each device that is in it, in their order. */
  readonly claims: Iterable<IdClaim>;
}

/** Who is whom. */
export interface Identities {
  /** The customer that a known user is: the smallest userId, by code unit, of those that aliases join. */
  customerOf(userId: string): string;
  /** All userIds of a customer, ordered; none of one who is anonymous. */
  userIds(customer: string): readonly string[];
  /** Devices that a customer claims at some time, ordered; of an anonymous one their own id. */
  devices(customer: string): readonly string[];
  /** Whether another customer claims the device at some time, too. */
  isShared(device: string): boolean;
  /** The customer whose event this is. */
  ownerOf(event: Pick<CustomerEvent, "userId" | "anonymousId" | "at">): string;
}

/**
 * Resolves ids to customers; depends on what was said and on the times of events, never on the order of arrival.
 *
 * An alias whose previous id is known joins two users into one customer; nothing else does. A device that two users are
 * seen with joins nobody: an event on it without userId belongs to the next user seen on it (what one does before one
 * says who one is), after the last one to that one.
 */
export function identities({ known, pairs, claims }: IdFacts): Identities {
  const parent = new Map<string, string>();
  const root = (id: string): string => {
    let top = id;
    for (let next = parent.get(top); next !== undefined; next = parent.get(top)) top = next;
    return top;
  };
  for (const { userId, otherId, alias } of pairs) {
    if (!alias || !known.has(otherId)) continue;
    const [a, b] = [root(userId), root(otherId)];
    if (a !== b) parent.set(a < b ? b : a, a < b ? a : b);
  }
  const users = new Map<string, string[]>();
  for (const id of [...known].sort()) push(users, root(id), id);

  const byDevice = new Map<string, IdClaim[]>();
  for (const claim of claims) {
    if (!known.has(claim.otherId)) push(byDevice, claim.otherId, claim);
  }
  const owners = new Map<string, ReadonlySet<string>>();
  const devices = new Map<string, string[]>();
  for (const [device, of] of [...byDevice].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const customers = new Set(of.map(({ userId }) => root(userId)));
    owners.set(device, customers);
    for (const customer of customers) push(devices, customer, device);
  }
  return {
    customerOf: root,
    userIds: (customer) => users.get(customer) ?? [],
    devices: (customer) => devices.get(customer) ?? (users.has(customer) ? [] : [customer]),
    isShared: (device) => (owners.get(device)?.size ?? 0) > 1,
    ownerOf({ userId, anonymousId, at }) {
      if (userId !== null) return root(userId);
      const device = anonymousId ?? "";
      if (known.has(device)) return root(device);
      const of = byDevice.get(device);
      const claim = of?.find(({ until }) => until >= at) ?? of?.at(-1);
      return claim === undefined ? device : root(claim.userId);
    },
  };
}

function push<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
