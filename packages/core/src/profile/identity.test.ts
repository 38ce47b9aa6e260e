import { describe, expect, it } from "vitest";
import type { IdClaim, IdPair } from "../schema/profile.js";
import { identities } from "./identity.js";

const pair = (userId: string, otherId: string, alias = false): IdPair => ({
  userId,
  otherId,
  alias,
});
const claim = (otherId: string, userId: string, until: number): IdClaim => ({
  otherId,
  userId,
  until,
});
const on = (anonymousId: string, at: number) => ({ userId: null, anonymousId, at });

describe("identities", () => {
  it("gives what a device did before its user was known to that user", () => {
    const { ownerOf, devices } = identities({
      known: new Set(["ann"]),
      pairs: [pair("ann", "phone")],
      claims: [claim("phone", "ann", 100)],
    });
    expect([ownerOf(on("phone", 5)), ownerOf(on("phone", 500))]).toEqual(["ann", "ann"]);
    expect(devices("ann")).toEqual(["phone"]);
    expect(ownerOf(on("tablet", 5))).toBe("tablet");
    expect(devices("tablet")).toEqual(["tablet"]);
  });

  it("splits a shared device by time and joins nobody by it", () => {
    const { ownerOf, customerOf, isShared } = identities({
      known: new Set(["ann", "bob"]),
      pairs: [pair("ann", "kiosk"), pair("bob", "kiosk")],
      claims: [claim("kiosk", "ann", 100), claim("kiosk", "bob", 200), claim("kiosk", "ann", 300)],
    });
    expect([50, 100, 101, 200, 250, 999].map((at) => ownerOf(on("kiosk", at)))).toEqual([
      "ann",
      "ann",
      "bob",
      "bob",
      "ann",
      "ann",
    ]);
    expect([customerOf("ann"), customerOf("bob")]).toEqual(["ann", "bob"]);
    expect(isShared("kiosk")).toBe(true);
  });

  it("joins known users by alias, to the smallest of their ids, in any order", () => {
    const known = new Set(["c", "b", "a", "z"]);
    const pairs = [pair("c", "b", true), pair("b", "a", true), pair("z", "b")];
    for (const told of [pairs, [...pairs].reverse()]) {
      const { customerOf, userIds } = identities({ known, pairs: told, claims: [] });
      expect(["a", "b", "c", "z"].map(customerOf)).toEqual(["a", "a", "a", "z"]);
      expect(userIds("a")).toEqual(["a", "b", "c"]);
    }
  });

  it("takes an alias of an id that nobody was known by as a device", () => {
    const { customerOf, ownerOf } = identities({
      known: new Set(["ann", "bob"]),
      pairs: [pair("ann", "cookie", true), pair("bob", "cookie", true)],
      claims: [claim("cookie", "ann", 10), claim("cookie", "bob", 20)],
    });
    expect([customerOf("ann"), customerOf("bob")]).toEqual(["ann", "bob"]);
    expect([ownerOf(on("cookie", 1)), ownerOf(on("cookie", 15))]).toEqual(["ann", "bob"]);
  });

  it("takes a known id in the place of a device's as that user", () => {
    const { ownerOf } = identities({
      known: new Set(["ann", "bob"]),
      pairs: [pair("bob", "ann")],
      claims: [claim("ann", "bob", 10)],
    });
    expect(ownerOf(on("ann", 1))).toBe("ann");
  });
});
