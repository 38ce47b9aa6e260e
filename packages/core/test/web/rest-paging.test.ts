import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/index.js";
import { type Paging, restSource } from "../../src/web/index.js";
import { serving } from "./loopback.js";
import { all, paged, prices, SIZE } from "./paged.js";
import { pricesOf, runRest } from "./run-rest.js";

const serve = serving();

const ways: [string, Paging, string | undefined, number][] = [
  ["link", { by: "link" }, undefined, 3],
  ["url", { by: "url", pointer: "/links/next" }, "/data/items", 3],
  ["cursor", { by: "cursor", pointer: "/next", parameter: "after" }, "/items", 3],
  ["page", { by: "page", parameter: "page", last: "/pages" }, "/items", 3],
  ["page", { by: "page", parameter: "page" }, "/items", 4],
  ["page", { by: "page", parameter: "page", size: SIZE }, "/items", 3],
  ["offset", { by: "offset", parameter: "offset" }, undefined, 4],
  ["offset", { by: "offset", parameter: "offset", size: SIZE }, undefined, 3],
];

describe.each(ways)("paging by %s, %o", (path, paging, items, requests) => {
  it("delivers every item once", async () => {
    const server = await serve(paged);
    const { state, store } = await runRest({ url: `${server.origin}/${path}`, paging, items });
    expect(await pricesOf(store)).toEqual(prices);
    expect(state).toMatchObject({ state: "ended", messages: 8, stored: 8, duplicates: 0 });
    expect(server.asked).toHaveLength(requests);
  });

  it("goes on at the next page after a failure, without one item twice", async () => {
    let failed = false;
    const server = await serve((asked, count) => {
      if (count !== 2 || failed) return paged(asked);
      failed = true;
      return { status: 500 };
    });
    const { state, states, store } = await runRest({
      url: `${server.origin}/${path}`,
      paging,
      items,
    });
    expect(await pricesOf(store)).toEqual(prices);
    expect(state).toMatchObject({ messages: 8, duplicates: 0, failures: 0 });
    expect(states.find((one) => one.state === "failing")?.lastError).toBe(
      `prices: ${server.origin}/${path} answered 500`,
    );
    expect(server.asked).toHaveLength(requests + 1);
  });
});

it("asks for a page only when the last one but one is durable", async () => {
  const server = await serve(paged);
  const source = restSource({ name: "a", url: `${server.origin}/link`, paging: { by: "link" } });
  const { signal } = new AbortController();
  const batches = source.open({ cursor: null, signal, onOpen: () => undefined });
  const reading = batches[Symbol.asyncIterator]();
  await reading.next();
  expect(server.asked).toHaveLength(1);
  await reading.next();
  expect(server.asked).toHaveLength(2);
  await reading.return?.();
});

it("splits a large page into batches, of which only the last moves the cursor", async () => {
  const server = await serve(() => ({ body: Array.from({ length: 2500 }, (_, i) => i) }));
  const source = restSource({ name: "a", url: server.origin });
  const { signal } = new AbortController();
  const seen: [number, boolean][] = [];
  for await (const { messages, cursor } of source.open({ cursor: null, signal, onOpen() {} })) {
    seen.push([messages.length, cursor !== null]);
    if (cursor !== null) break;
  }
  expect(seen).toEqual([
    [1000, false],
    [1000, false],
    [500, true],
  ]);
});

it.each([
  ["is gone", "same"],
  ["belongs to another address, where it is not asked for", "other"],
])("begins a poll anew when the page where it stopped %s", async (_, which) => {
  const server = await serve((asked) => {
    if (asked.url.searchParams.has("from")) return { status: 410 };
    return { body: all };
  });
  const elsewhere = await serve(() => ({ body: all }));
  const { origin } = which === "same" ? server : elsewhere;
  const store = memoryStore();
  const [from, next] = [`${origin}/link`, `${origin}/link?from=3`];
  const poll = { from, next, pages: 1, since: null, seen: null };
  const fingerprint = JSON.stringify({ since: null, seen: null, poll });
  const checkpoint = { source: "prices", offset: 0, line: 3, fingerprint };
  await store.commit({ records: [], deadLetters: [], checkpoint });
  const { state } = await runRest({ url: `${server.origin}/link` }, { store });
  expect(state).toMatchObject({ state: "ended", stored: 8 });
  expect(server.asked).toHaveLength(which === "same" ? 2 : 1);
  expect(elsewhere.asked).toEqual([]);
});

it("refuses pages without end, and pages that lie elsewhere", async () => {
  const turning = await serve(({ url }) => ({
    body: [],
    headers: { link: `<${url.href}>; rel=next` },
  }));
  const retry = { giveUpAfter: 1 };
  const paging = { by: "link" } as const;
  expect((await runRest({ url: turning.origin, paging }, { retry })).state).toMatchObject({
    state: "given_up",
    lastError: `prices: ${turning.origin}/ has pages without end: found page 1`,
  });
  const away = await serve(() => ({
    body: [],
    headers: { link: "<https://example.org/?page=2>; rel=next" },
  }));
  const { state } = await runRest({ url: away.origin, paging });
  expect(state.state).toBe("given_up");
  expect(state.lastError).toContain("leads to https://example.org for its next page");
});
