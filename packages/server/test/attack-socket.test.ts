import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createService, type Listening, listen, type Service } from "../src/index.js";
import { BEHAVIOUR, send } from "./market.js";
import { answersIn, exchange, open, problemIn, received } from "./raw-socket.js";

let service: Service;
let server: Listening;
beforeAll(async () => {
  service = createService({
    store: memoryStore(),
    catalogue: builtInCatalogue,
    debounceMs: 600_000,
  });
  await send(service.app, BEHAVIOUR);
  const limits = { headersMs: 400, requestMs: 600, idleMs: 400, unreadMs: 400, connections: 60 };
  server = await listen(service.app, { host: "127.0.0.1", port: 0, limits });
});
afterAll(async () => {
  await server.close();
  await service.close();
});

const H = "Host: localhost\r\n";
const CLOSE = `${H}Connection: close\r\n`;
const LIVE = "GET /health/live HTTP/1.1\r\n";
const POST = "POST /api/v1/simulate HTTP/1.1\r\nContent-Type: application/json\r\n";

it.each([
  ["nonsense", "\x16\x03\x01\x02\x00\x01", 400],
  ["a line that is none", "GET\r\n\r\n", 400],
  ["an unknown method", `FOO / HTTP/1.1\r\n${H}\r\n`, 400],
  ["another version", `GET / HTTP/9.9\r\n${H}\r\n`, 400],
  ["another protocol", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
  ["no host", `${LIVE}\r\n`, 400],
  ["two hosts", `${LIVE}${H}${H}\r\n`, 400],
  ["a host that is none", `${LIVE}Host: a b\r\n\r\n`, 400],
  ["a header name with a space", `${LIVE}${H}Content Length: 1\r\n\r\n`, 400],
  ["a space before the colon", `${LIVE}${H}Content-Length : 1\r\n\r\n`, 400],
  ["a folded header", `${LIVE}${H}X-A: 1\r\n 2\r\n\r\n`, 400],
  ["a header ended by a bare LF", `${LIVE}${H}X-A: 1\nX-B: 2\r\n\r\n`, 400],
  ["a bare CR in a header", `${LIVE}${H}X-A: 1\rX-B: 2\r\n\r\n`, 400],
  ["NUL in a header", `${LIVE}${H}X-A: \0\r\n\r\n`, 400],
  [
    "a length and chunks",
    `${POST}${H}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
  ],
  ["two lengths", `${POST}${H}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, 400],
  ["a length twice in one", `${POST}${H}Content-Length: 2, 3\r\n\r\n{}`, 400],
  ["a negative length", `${POST}${H}Content-Length: -2\r\n\r\n{}`, 400],
  ["a length with a sign", `${POST}${H}Content-Length: +2\r\n\r\n{}`, 400],
  ["an endless length", `${POST}${H}Content-Length: ${"9".repeat(30)}\r\n\r\n{}`, 400],
  ["chunks that are not last", `${POST}${H}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`, 400],
  [
    "an encoding that only looks like chunks",
    `${POST}${H}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
    400,
  ],
  [
    "a chunk length that is none",
    `${POST}${H}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
    400,
  ],
  ["a chunk ended by a bare LF", `${POST}${H}Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n`, 400],
  [
    "a chunk longer than it says",
    `${POST}${H}Transfer-Encoding: chunked\r\n\r\n2\r\n{}{}\r\n0\r\n\r\n`,
    400,
  ],
  [
    "chunk extensions without end",
    `${POST}${H}Transfer-Encoding: chunked\r\n\r\n2;${"a".repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
    413,
  ],
  [
    "many header fields",
    `${LIVE}${CLOSE}${Array.from({ length: 150 }, (_, i) => `X-${i}: 1\r\n`).join("")}\r\n`,
    431,
  ],
  ["header fields of great size", `${LIVE}${CLOSE}X-A: ${"a".repeat(20_000)}\r\n\r\n`, 431],
  ["a long URL", `GET /${"a".repeat(9000)} HTTP/1.1\r\n${CLOSE}\r\n`, 414],
  ["a URL longer than all", `GET /${"a".repeat(90_000)} HTTP/1.1\r\n${CLOSE}\r\n`, 431],
  ["an expectation", `${POST}${CLOSE}Expect: 200-maybe\r\nContent-Length: 2\r\n\r\n{}`, 417],
  ["CONNECT", `CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n`, 405],
  ["TRACE", `TRACE /health HTTP/1.1\r\n${CLOSE}\r\n`, 405],
  ["a method of another protocol", `PROPFIND /health HTTP/1.1\r\n${CLOSE}\r\n`, 405],
  [
    "a body that is too large by its length",
    `${POST}${CLOSE}Content-Length: 99999999\r\n\r\n`,
    413,
  ],
  ["a backslash in a path", `GET /docs\\..\\ HTTP/1.1\r\n${CLOSE}\r\n`, 400],
  ["a path that is none", `GET docs HTTP/1.1\r\n${CLOSE}\r\n`, 400],
])("refuses %s with a problem and ends the connection", async (_, sent, status) => {
  const [answer, ...others] = answersIn(await exchange(server.port, sent));
  expect(answer?.status).toBe(status);
  expect(problemIn(answer ?? { head: "", body: "" }).status).toBe(status);
  // What follows a request that cannot be told from its body is not read as another.
  expect(others).toEqual([]);
});

it("reads what follows a request as what it is", async () => {
  const inner = `GET /api/v1/twin HTTP/1.1\r\n${H}\r\n`;
  const twice = `${LIVE}${H}\r\nGET /openapi.json HTTP/1.1\r\n${CLOSE}\r\n`;
  expect(answersIn(await exchange(server.port, twice)).map(({ status }) => status)).toEqual([
    200, 200,
  ]);
  const hidden = `${POST}${CLOSE}Content-Length: ${inner.length}\r\n\r\n${inner}`;
  expect(answersIn(await exchange(server.port, hidden)).map(({ status }) => status)).toEqual([400]);
  const upgrade = `${LIVE}${CLOSE}Upgrade: h2c, websocket\r\n\r\n`;
  expect(answersIn(await exchange(server.port, upgrade))[0]?.status).toBe(200);
  const old = "GET /health/live HTTP/1.0\r\n\r\n";
  expect(answersIn(await exchange(server.port, old))[0]?.status).toBe(200);
  const other = `GET http://example.org/health/live HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n`;
  expect(answersIn(await exchange(server.port, other))[0]?.status).toBe(200);
  const all = `OPTIONS * HTTP/1.1\r\n${CLOSE}\r\n`;
  expect(answersIn(await exchange(server.port, all))[0]?.status).toBe(204);
});

it("ends connections on which requests come slowly, half, or not at all, and answers others meanwhile", async () => {
  const slow = await Promise.all(
    [
      "",
      "GET /health/live HTTP/1.1\r\nHo",
      `${POST}${H}Content-Length: 1000\r\n\r\n{`,
      `${POST}${H}Transfer-Encoding: chunked\r\n\r\n3e8\r\n{`,
    ].map(async (begin) => {
      const socket = await open(server.port);
      const text = received(socket);
      socket.write(begin);
      const drip = setInterval(() => socket.writable && socket.write("x"), 40);
      const [answer] = answersIn(await text);
      clearInterval(drip);
      return begin === "" ? null : answer && problemIn(answer).code;
    }),
  );
  expect(slow.slice(1)).toEqual(["request_timeout", "request_timeout", "request_timeout"]);
  // A connection that is only open, and one that was used, end by themselves.
  const idle = await open(server.port);
  expect(answersIn(await received(idle)).map(({ status }) => status)).toEqual([408]);
  const used = await open(server.port);
  used.write(`${LIVE}${H}\r\n`);
  expect(answersIn(await received(used)).map(({ status }) => status)).toEqual([200]);
  expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
});

it("cuts off who does not read what it asked for", async () => {
  const socket = await open(server.port);
  socket.pause();
  const ask = `GET /api/v1/behavior?limit=1000 HTTP/1.1\r\n${H}\r\n`;
  const before = process.memoryUsage().rss;
  socket.write(ask.repeat(200));
  // The end is only seen by who reads or writes.
  socket.on("error", () => undefined);
  const pulse = setInterval(() => socket.write("GET"), 20);
  await new Promise((resolve) => socket.once("close", resolve));
  clearInterval(pulse);
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20);
  expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
});

it("keeps no more connections than it may, and serves again when they are gone", async () => {
  const many = await Promise.all(Array.from({ length: 80 }, () => open(server.port)));
  const texts = await Promise.all(many.map(received));
  expect(texts.filter((text) => text === "").length).toBeGreaterThanOrEqual(20);
  expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
});
