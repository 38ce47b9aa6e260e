import { STATUS_CODES } from "node:http";
import { type DoorCode, DoorError, problemOf } from "../problem.js";
import { API_HEADERS } from "../respond.js";

/** A refusal of what never came to be a request. */
export interface RawProblem {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Refusals before any route, under a base path. */
export function rawProblem(
  [code, detail]: readonly [DoorCode, string],
  {
    base = "",
    path = "/",
    headers = {},
  }: { base?: string; path?: string; headers?: Readonly<Record<string, string>> } = {},
): RawProblem {
  const problem = problemOf(new DoorError(code, detail), path);
  const body = JSON.stringify({ ...problem, type: base + problem.type });
  return {
    status: problem.status,
    headers: {
      ...API_HEADERS,
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "content-length": String(Buffer.byteLength(body)),
      connection: "close",
      ...headers,
    },
    body,
  };
}

/** A refusal as it goes over the wire. */
export function messageOf({ status, headers, body }: RawProblem): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines.join("")}\r\n${body}`;
}
