import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { afterEach } from "vitest";

/** What a test's server was asked. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** What it answers: a body is sent as it is when it is a text, else as JSON. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Takes the answer into its own hands. */
  readonly by?: (response: ServerResponse) => unknown;
}

/** An interface on loopback, and all that it was asked. */
export interface Loopback {
  readonly origin: string;
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

/** Starts a server that answers by a function. */
export async function loopback(answer: (asked: Asked, count: number) => Answer): Promise<Loopback> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (piece: string) => {
      body += piece;
    });
    request.on("end", () => {
      const url = new URL(request.url ?? "/", `http://${request.headers.host}`);
      const one = { method: request.method ?? "", url, headers: request.headers, body };
      asked.push(one);
      respond(response, answer(one, asked.length));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    origin: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function respond(response: ServerResponse, { status = 200, headers, body, by }: Answer): void {
  if (by !== undefined) {
    by(response);
    return;
  }
  const text = typeof body === "string" || body === undefined ? (body ?? "") : JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(text);
}

/** Starts servers that are closed after each test. */
export function serving(): typeof loopback {
  const servers: Loopback[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });
  return async (answer) => {
    const server = await loopback(answer);
    servers.push(server);
    return server;
  };
}
