import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What becomes of a request: passed on, refused with a status, cut off before it is passed on, or after, its answer lost. */
export type Fate = "pass" | 429 | 503 | "reset" | "lose answer";

/** A proxy in front of a server whose requests meet the fates given, one after the other; later ones pass. */
export interface Gate {
  readonly url: string;
  readonly fates: Fate[];
  /** Of each request: what became of it, and its content encoding. */
  readonly seen: { readonly fate: Fate; readonly encoding: string | undefined }[];
  close(): Promise<void>;
}

/** Opens a gate on a free port of loopback. */
export async function openGate(target: string): Promise<Gate> {
  const fates: Fate[] = [];
  const seen: Gate["seen"] = [];
  const server = createServer((incoming, outgoing) => {
    const fate = fates.shift() ?? "pass";
    seen.push({ fate, encoding: incoming.headers["content-encoding"] });
    void meet(fate, { incoming, outgoing, target });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fates,
    seen,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function meet(
  fate: Fate,
  {
    incoming,
    outgoing,
    target,
  }: { incoming: IncomingMessage; outgoing: ServerResponse; target: string },
): Promise<void> {
  const body: Buffer[] = [];
  for await (const chunk of incoming) body.push(chunk);
  if (fate === "reset") return void incoming.socket.resetAndDestroy();
  if (typeof fate === "number") {
    return void outgoing.writeHead(fate, { "retry-after": "1" }).end();
  }
  const { method, url, headers } = incoming;
  const onward = request(
    new URL(url ?? "/", target),
    { method, headers, agent: false },
    (answer) => {
      if (fate === "lose answer") {
        answer.resume().on("end", () => incoming.socket.resetAndDestroy());
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    },
  );
  onward.on("error", () => incoming.socket.destroy());
  onward.end(Buffer.concat(body));
}
