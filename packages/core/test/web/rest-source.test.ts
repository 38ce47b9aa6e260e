import { describe, expect, it } from "vitest";
import { type Answer, type Asked, serving } from "./loopback.js";
import { all, paged, prices } from "./paged.js";
import { priceLine, pricesOf, runRest } from "./run-rest.js";

const serve = serving();

describe("what has not changed", () => {
  const validators = { etag: '"a1"', "last-modified": "Thu, 05 Mar 2026 00:00:00 GMT" };
  const conditional = ({ headers }: Asked): Answer =>
    headers["if-none-match"] === '"a1"'
      ? { status: 304 }
      : { body: all.slice(0, 2), headers: validators };

  it("is asked for conditionally, also after a restart, and 304 delivers nothing", async () => {
    const server = await serve(conditional);
    const first = await runRest({ url: server.origin }, { polls: 2 });
    expect(first.state).toMatchObject({ messages: 2, stored: 2, failures: 0 });
    const again = await runRest({ url: server.origin }, { store: first.store });
    expect(again.state).toMatchObject({ state: "ended", messages: 0 });
    expect(again.states.map(({ state }) => state)).toContain("open");
    expect(server.asked.map(({ headers }) => headers["if-none-match"])).toEqual([
      undefined,
      '"a1"',
      '"a1"',
    ]);
    expect(server.asked[2]?.headers["if-modified-since"]).toBe(validators["last-modified"]);
  });

  it("is not delivered again where the server knows no conditions", async () => {
    const server = await serve((_, count) => ({ body: all.slice(0, count < 4 ? 2 : 3) }));
    const { state } = await runRest({ url: server.origin }, { polls: 4 });
    expect(state).toMatchObject({ messages: 5, stored: 3, duplicates: 2 });
  });

  it("is not concluded from the first of several pages, which may never change", async () => {
    const items = all.slice(0, 4);
    const server = await serve(({ url }) => {
      const from = Number(url.searchParams.get("offset") ?? 0);
      return { body: items.slice(from, from + 2), headers: { etag: `"${from}"` } };
    });
    const { url, paging } = {
      url: server.origin,
      paging: { by: "offset", parameter: "offset" } as const,
    };
    const first = await runRest({ url, paging });
    items.push(...all.slice(4));
    const { store } = await runRest({ url, paging }, { store: first.store });
    expect(await pricesOf(store)).toEqual(prices);
  });
});

describe("since", () => {
  const since = { pointer: "/id" };
  const item = (id: number) => ({ id: String(id), ...priceLine(id) });

  it("asks for what is newer than what was read to the end, numbers by value", async () => {
    let newest = 9;
    const server = await serve(({ url }) => {
      const after = Number(url.searchParams.get("since_id") ?? 0);
      const ids = [newest, newest - 1].filter((id) => id > after);
      return { body: ids.map(item) };
    });
    const options = {
      url: server.origin,
      since: { ...since, parameter: "since_id", initial: "1" },
    };
    const first = await runRest(options);
    newest = 11;
    const { store, state } = await runRest(options, { store: first.store, polls: 2 });
    expect(await pricesOf(store)).toEqual([38, 39, 40, 41]);
    expect(state.duplicates).toBe(0);
    const asked = server.asked.map(({ url }) => url.searchParams.get("since_id"));
    expect(asked).toEqual(["1", "9", "11"]);
  });

  it("without a parameter stops at the first page that holds something known", async () => {
    let newest = 6;
    const server = await serve(({ url }) => {
      const page = Number(url.searchParams.get("page") ?? 1);
      const first = newest - 2 * (page - 1);
      return { body: [first, first - 1].filter((id) => id > 0).map(item) };
    });
    const options = {
      url: server.origin,
      since,
      paging: { by: "page", parameter: "page" } as const,
    };
    const first = await runRest(options);
    expect(server.asked).toHaveLength(4);
    newest = 9;
    const { store } = await runRest(options, { store: first.store });
    expect(server.asked).toHaveLength(6);
    expect(await pricesOf(store)).toEqual([31, 32, 33, 34, 35, 36, 37, 38, 39]);
  });

  it("reads only so many pages while nothing is known", async () => {
    const server = await serve(paged);
    const url = `${server.origin}/link`;
    await runRest({ url, paging: { by: "link" }, since: { pointer: "/date" }, firstPages: 2 });
    expect(server.asked).toHaveLength(2);
  });
});

describe("bodies", () => {
  it("takes NDJSON line by line; a line that is no JSON is a dead letter", async () => {
    const body = `${JSON.stringify(priceLine(1))}\n{"date":\n${JSON.stringify(priceLine(2))}\n`;
    const headers = { "content-type": "application/x-ndjson; charset=utf-8" };
    const server = await serve(() => ({ body, headers }));
    const { state, store } = await runRest({ url: server.origin });
    expect(state).toMatchObject({ messages: 3, stored: 2, deadLettered: 1 });
    const [letter] = await store.deadLetters({});
    expect(letter).toMatchObject({ rule: "invalid_json", position: { source: "prices", line: 2 } });
  });

  const wrong: [string, Answer, string][] = [
    ["HTML", { body: "<p>", headers: { "content-type": "text/html" } }, "answered text/html"],
    ["broken JSON", { body: '{"secret-in-body' }, "answered 16 characters that are no JSON"],
    ["no items", { body: { error: "x" } }, "answered no array as a whole"],
    ["bytes that are not UTF-8", { by: (r) => r.end(Buffer.from([0x5b, 0xff])) }, "not UTF-8"],
  ];
  it.each(wrong)("fails on %s, and tries again", async (_, answer, message) => {
    const server = await serve((_asked, count) => (count === 1 ? answer : { body: all }));
    const { states, state } = await runRest({ url: server.origin });
    const failing = states.find((one) => one.state === "failing");
    expect(failing?.lastError).toContain(message);
    expect(failing?.lastError).not.toContain("secret-in-body");
    expect(state).toMatchObject({ state: "ended", stored: 8 });
  });

  it("reads no more than may be held, and is given up", async () => {
    const server = await serve(() => ({ body: JSON.stringify(["x".repeat(5000)]) }));
    const { state } = await runRest({ url: server.origin, mostBytes: 1000 });
    expect(state).toMatchObject({ state: "given_up", failures: 1 });
    expect(state.lastError).toContain("more than 1000 bytes");
  });
});
