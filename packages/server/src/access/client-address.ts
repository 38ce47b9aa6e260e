import { BlockList, isIP } from "node:net";
import { CoreError } from "@cdp-whatif/core/error";
import type { Asked } from "../middleware/request-env.js";

/** Address that a request came from. */
export type AddressOf = (asked: Asked) => string;

/**
 * Reads the client's address: the peer's, or, where the peer is a trusted proxy, the last one of `x-forwarded-for` that
 * is not itself a trusted proxy. Whatever stands before that one was written by the client, and says nothing.
 *
 * @param proxies - addresses and networks, e.g. `10.0.0.0/8`
 * @throws CoreError `invalid_input`
 */
export function clientAddress(proxies: readonly string[]): AddressOf {
  const trusted = trustedList(proxies);
  const isTrusted = (address: string) => {
    const version = isIP(address);
    return version !== 0 && trusted.check(address, version === 6 ? "ipv6" : "ipv4");
  };
  return (asked) => {
    const peer = plain(asked.env?.incoming?.socket.remoteAddress ?? "");
    if (proxies.length === 0 || !isTrusted(peer)) return peer;
    const hops = (asked.req.header("x-forwarded-for") ?? "").split(",").map(plain);
    for (const hop of hops.reverse()) {
      if (isIP(hop) === 0) return peer;
      if (!isTrusted(hop)) return hop;
    }
    return peer;
  };
}

/** What stands for one client: an IPv4 address, or the first half of an IPv6 address, of which one client has many. */
export function addressGroup(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.toLowerCase().split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({ length: zeros }, () => "0"), ...after];
  return `${groups.slice(0, 4).join(":")}::/64`;
}

/** An address without what only says that it is IPv4 in IPv6, a zone, or brackets and port. */
function plain(text: string): string {
  const bare = text.trim().replace(/^\[(.*)\](:\d+)?$/, "$1");
  return bare.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
}

function trustedList(proxies: readonly string[]): BlockList {
  const list = new BlockList();
  for (const proxy of proxies) {
    const [address = "", prefix] = proxy.split("/");
    const version = isIP(address);
    const bits = version === 6 ? 128 : 32;
    const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
    if (version === 0 || length < 0 || length > bits)
      throw new CoreError(
        "invalid_input",
        `Found ${JSON.stringify(proxy)} as a trusted proxy; expected an address or a network such as 10.0.0.0/8.`,
      );
    list.addSubnet(address, length, version === 6 ? "ipv6" : "ipv4");
  }
  return list;
}
