import { Hono } from "hono";
import { expect, it } from "vitest";
import type { RequestEnv } from "../middleware/request-env.js";
import { addressGroup, clientAddress } from "./client-address.js";

const seen = async (proxies: string[], peer: string, forwarded?: string) => {
  const addressOf = clientAddress(proxies);
  const app = new Hono<RequestEnv>().get("/", (context) => new Response(addressOf(context)));
  const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
  const env = { incoming: { socket: { remoteAddress: peer } } };
  return (await app.request("/", { headers }, env)).text();
};

it.each([
  [[], "203.0.113.9", "198.51.100.1", "203.0.113.9"],
  [["10.0.0.0/8"], "203.0.113.9", "198.51.100.1", "203.0.113.9"],
  [["10.0.0.0/8"], "::ffff:10.1.1.1", "198.51.100.1", "198.51.100.1"],
  [["10.0.0.0/8"], "10.1.1.1", "1.2.3.4, 198.51.100.1, 10.9.9.9", "198.51.100.1"],
  [["10.0.0.0/8"], "10.1.1.1", "198.51.100.1, garbage", "10.1.1.1"],
  [["10.0.0.0/8"], "10.1.1.1", undefined, "10.1.1.1"],
  [["10.0.0.0/8"], "10.1.1.1", "10.2.2.2", "10.1.1.1"],
  [["fd00::/8"], "fd00::1", "[2001:db8::7]:443", "2001:db8::7"],
])("behind %j, %s with x-forwarded-for %s is %s", async (proxies, peer, forwarded, client) => {
  expect(await seen(proxies, peer, forwarded)).toBe(client);
});

it.each([
  ["203.0.113.9", "203.0.113.9"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:DB8::6", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["", ""],
])("counts %s as %s", (address, group) => {
  expect(addressGroup(address)).toBe(group);
});
