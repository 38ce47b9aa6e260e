import { request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import { TLSSocket } from "node:tls";

/** What a server answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** When the server's certificate ends, ms since 1970; null without TLS. */
  readonly certificateEnds: number | null;
}

/** What is asked. */
export interface Ask {
  readonly url: URL;
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For all of it, from the name look-up to the last byte. */
  readonly timeoutMs: number;
  readonly mostBytes?: number;
  /** The certificate is not looked at: for loopback, which has no name that one could be for. */
  readonly unverified?: boolean;
  readonly signal?: AbortSignal;
}

/** Asks a server once, on a connection of its own, without following redirects. */
export function request(ask: Ask): Promise<Answer> {
  const { url, method = "GET", headers = {}, body, timeoutMs, mostBytes = 4 * 2 ** 20 } = ask;
  const limit = AbortSignal.timeout(timeoutMs);
  const signal = ask.signal === undefined ? limit : AbortSignal.any([limit, ask.signal]);
  return new Promise((resolve, reject) => {
    const fail = (error: Error) =>
      reject(limit.aborted ? new Error(`no answer within ${timeoutMs} ms`) : error);
    const send = url.protocol === "https:" ? tlsRequest : plainRequest;
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const sent = send(
      url,
      {
        method,
        agent: false,
        ...(ask.unverified === true && { rejectUnauthorized: false }),
        signal,
        headers: { "user-agent": "cdp-whatif-monitor", ...headers, ...length },
      },
      (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > mostBytes) response.destroy(new Error(`more than ${mostBytes} bytes`));
          else chunks.push(chunk);
        });
        response.on("error", fail);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString("utf8"),
            certificateEnds: certificateEnd(response.socket),
          }),
        );
      },
    );
    sent.on("error", fail);
    sent.end(body);
  });
}

function certificateEnd(socket: unknown): number | null {
  if (!(socket instanceof TLSSocket)) return null;
  const end = Date.parse(socket.getPeerCertificate().valid_to);
  return Number.isNaN(end) ? null : end;
}

/** What went wrong with a connection, in a few words without addresses. */
export function connectionFault(error: unknown): string {
  if (error instanceof AggregateError) return connectionFault(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}
