import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { serverSource } from "./server-source.js";

let server: Server | undefined;
afterEach(() => server?.close());

/** A server that answers each request with the next of these; the last one stays. */
async function serverOf(...answers: ((response: ServerResponse) => void)[]) {
  const asked: string[] = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const answer = answers[Math.min(asked.length, answers.length) - 1];
    answer?.(response);
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, asked };
}

const ready = (response: ServerResponse) =>
  response.writeHead(200, { "content-type": "application/json" }).end('{"success":true}');

const problem = (status: number, code: string, retryAfter: string) => (response: ServerResponse) =>
  response
    .writeHead(status, { "content-type": "application/problem+json", "retry-after": retryAfter })
    .end(JSON.stringify({ code, detail: "The twin is being fitted." }));

it("asks again while the server is not ready", async () => {
  const fitting = problem(503, "not_ready", "0");
  const { origin, asked } = await serverOf(fitting, fitting, ready);
  const source = serverSource(origin);
  expect(await source.twin()).toEqual({ success: true });
  expect(asked).toEqual(["/api/v1/twin", "/api/v1/twin", "/api/v1/twin"]);
});

it("does not ask again what is refused", async () => {
  const { origin, asked } = await serverOf(problem(409, "no_data", "0"), ready);
  await expect(serverSource(origin).twin()).rejects.toMatchObject({ code: "no_data" });
  expect(asked).toHaveLength(1);
});

it("stops waiting when nobody waits for the answer any more, and when it is closed", async () => {
  const { origin, asked } = await serverOf(problem(503, "not_ready", "600"));
  const source = serverSource(origin);
  const leaving = new AbortController();
  const left = source.twin({ signal: leaving.signal });
  const closed = source.simulate({});
  while (asked.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  leaving.abort();
  await expect(left).rejects.toThrow("abort");
  source.close();
  await expect(closed).rejects.toThrow("abort");
});

it("does not ask for what a viewer may not, and tells which role it needs", async () => {
  const who = (role: string) => (response: ServerResponse) =>
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ role, only: null }));
  const { origin, asked } = await serverOf(who("viewer"));
  const source = serverSource(origin);
  for (const _ of [1, 2])
    await expect(source.simulate({})).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringContaining("needs the role analyst"),
    });
  expect(asked).toEqual(["/api/v1/session"]);
});

it("asks a server that cannot say who asks", async () => {
  const { origin, asked } = await serverOf(problem(404, "route_not_found", "0"), ready);
  expect(await serverSource(origin).simulate({})).toEqual({ success: true });
  expect(asked).toEqual(["/api/v1/session", "/api/v1/simulate"]);
});
