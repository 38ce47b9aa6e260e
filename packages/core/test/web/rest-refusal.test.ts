import { describe, expect, it } from "vitest";
import { SourceError } from "../../src/index.js";
import { restSource } from "../../src/web/index.js";
import { loopback, serving } from "./loopback.js";
import { all, paged } from "./paged.js";
import { runRest } from "./run-rest.js";

const serve = serving();

it("gives up waiting for an answer that does not come, or not to its end", async () => {
  const server = await serve((_, count) => {
    if (count === 1) return { by: () => undefined };
    if (count === 2) return { by: (response) => response.writeHead(200).write("[") };
    return { body: all };
  });
  const { states, state } = await runRest({ url: server.origin, timeoutMs: 400 });
  const reasons = states.filter((one) => one.state === "failing").map(({ lastError }) => lastError);
  const late = `prices: ${server.origin}/ did not answer within 400 ms`;
  // On a busy machine more may be late than these two.
  expect(new Set(reasons)).toEqual(new Set([late]));
  expect(state).toMatchObject({ state: "ended", stored: 8 });
});

it("says when an answer breaks off, and tries again", async () => {
  const server = await serve((_, count) =>
    count === 1
      ? { by: (response) => response.write("[", () => response.destroy()) }
      : { body: all },
  );
  const { states, state } = await runRest({ url: server.origin });
  const failing = states.find((one) => one.state === "failing");
  expect(failing?.lastError).toMatch(/ broke off its answer: | cannot be reached: /);
  expect(state).toMatchObject({ state: "ended", stored: 8 });
});

it("says when nobody listens, tries again and is given up when it is told to", async () => {
  const server = await loopback(() => ({}));
  await server.close();
  const { state, timing } = await runRest({ url: server.origin }, { retry: { giveUpAfter: 3 } });
  expect(state).toMatchObject({ state: "given_up", failures: 3 });
  expect(state.lastError).toMatch(/cannot be reached: .*ECONNREFUSED/);
  expect(timing.slept).toEqual([250, 500]);
});

describe("answers that say no", () => {
  it.each([
    ["429 with seconds", 429, { "retry-after": "120" }],
    ["503 with seconds", 503, { "retry-after": "120" }],
    ["403 that means 429", 403, { "retry-after": "120" }],
    [
      "503 with a date, by the server's own clock",
      503,
      { "retry-after": "Fri, 06 Nov 2026 08:02:00 GMT", date: "Fri, 06 Nov 2026 08:00:00 GMT" },
    ],
  ])("waits as long as asked: %s", async (_, status, headers) => {
    const server = await serve((_asked, count) =>
      count === 1 ? { status, headers } : { body: all },
    );
    const { timing, state } = await runRest({ url: server.origin });
    expect(timing.slept).toEqual([120_000, 60_000]);
    expect(state).toMatchObject({ stored: 8, failures: 0 });
  });

  it.each([401, 403, 404, 302])("%i is final", async (status) => {
    const server = await serve(() => ({ status, headers: { location: "http://127.0.0.1:1/" } }));
    const { state } = await runRest({ url: server.origin });
    expect(state).toMatchObject({ state: "given_up", failures: 1 });
    expect(state.lastError).toContain(`answered ${status}`);
    expect(server.asked).toHaveLength(1);
  });

  it.each([408, 500, 502])("%i is not", async (status) => {
    const server = await serve((_, count) => (count < 3 ? { status } : { body: all }));
    const { state } = await runRest({ url: server.origin });
    expect(state).toMatchObject({ state: "ended", stored: 8 });
  });
});

describe("the rate", () => {
  it("is kept: so many requests a minute, evenly", async () => {
    const server = await serve(paged);
    const url = `${server.origin}/link`;
    const { timing } = await runRest({ url, paging: { by: "link" }, requestsPerMinute: 20 });
    expect(timing.slept).toEqual([3000, 3000, 60_000]);
  });

  it.each([
    [{ ratelimit: '"hour";r=0;t=7' }],
    [{ "ratelimit-remaining": "0", "ratelimit-reset": "7" }],
    [
      {
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": "2026-11-06T08:00:07.000Z",
        date: "Fri, 06 Nov 2026 08:00:00 GMT",
      },
    ],
  ])("waits when the server says that nothing is left: %o", async (limit) => {
    const server = await serve((asked, count) => {
      const answer = paged(asked);
      return count === 1 ? { ...answer, headers: { ...answer.headers, ...limit } } : answer;
    });
    const { timing } = await runRest({ url: `${server.origin}/link`, paging: { by: "link" } });
    expect(timing.slept).toEqual([7000, 60_000]);
  });
});

it("ends at once when it is told to, also while it waits for an answer", async () => {
  const ending = new AbortController();
  const server = await serve(() => ({ by: () => ending.abort() }));
  const source = restSource({ name: "a", url: server.origin });
  const read: unknown[] = [];
  for await (const batch of source.open({ cursor: null, signal: ending.signal, onOpen() {} })) {
    read.push(batch);
  }
  expect(read).toEqual([]);
});

it("refuses addresses that cannot be used, without repeating what may be a password", () => {
  for (const url of ["nowhere", "ftp://example.org/", "https://a:hidden@example.org/"]) {
    const make = () => restSource({ name: "a", url });
    expect(make).toThrow(expect.objectContaining({ code: "invalid_input" }));
    expect(make).not.toThrow(/hidden/);
  }
  expect(new SourceError("x")).toMatchObject({ final: false });
});
