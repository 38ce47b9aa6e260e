import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import type { SentAsset } from "../asset/asset.js";
import type { CallAudit } from "../audit/audit-calls.js";
import { publicPath } from "../base-path.js";
import type { Compressor, Packed } from "../compress/compressor.js";
import type { Observer } from "../middleware/observe.js";
import { problemContent } from "../middleware/refuse.js";
import { hasTag } from "../negotiate/entity-tag.js";
import { linkHeader } from "../next-page.js";
import { API_HEADERS, JSON_TYPE, REVALIDATED, VARY } from "../respond.js";
import type { PlainAnswer, QuickRoute } from "../route/plain-answer.js";
import { NodeAsked } from "./node-asked.js";

/** Answers a request straight from and to Node; false, and nothing has happened, where it is for Hono. */
export type QuickLane = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;

/** What the lane shares with all other routes. */
export interface QuickLaneOptions {
  readonly routes: ReadonlyMap<string, QuickRoute>;
  readonly observer: Observer;
  readonly compress: Compressor;
  readonly audit?: CallAudit | undefined;
  readonly log?: Logger | undefined;
}

/** Fields of what only Hono's routes do: a body, pages of other sites, sessions of browsers. */
const NOT_QUICK = new Set(["content-length", "cookie", "origin", "transfer-encoding"]);
const flat = (headers: Readonly<Record<string, string>>) => Object.entries(headers).flat();
const API_FIELDS = flat(API_HEADERS);
const PLAIN_TYPES = new Set(["", "*/*", "application/json"]);

/**
 * The way of plain questions past Hono: what its objects cost is more than most answers here do. Gate, audit, counters and
 * refusals are those of all routes; whatever is not plain goes through Hono.
 */
export function createQuickLane(options: QuickLaneOptions): QuickLane {
  const { routes, observer, compress, audit, log } = options;
  const end = (
    asked: NodeAsked,
    outgoing: ServerResponse,
    { start, status, fields, body = null, bytes = body?.length ?? null, audited = true }: Ending,
  ) => {
    const rate = asked.get("rate");
    if (rate !== undefined) fields.push(...flat(rate));
    outgoing.writeHead(status, fields);
    outgoing.end(body);
    if (audited) audit?.end(asked, { status, bytes, subject: null });
    observer.end(asked, { start, status });
  };
  /** Sends a content as its client likes it, at once or when a thread has compressed it. */
  const deliver = (
    asked: NodeAsked,
    outgoing: ServerResponse,
    { content, type, version, fields, ...rest }: Content,
  ): void | Promise<void> => {
    const finish = (packed: Packed | null) => {
      const body = packed?.content ?? content;
      if (packed !== null) fields.push("content-encoding", packed.encoding);
      fields.push("content-length", String(body.length));
      end(asked, outgoing, { ...rest, fields, body });
    };
    const accepted = asked.req.header("accept-encoding");
    const address = () => `${publicPath(asked, "")} ${asked.req.url}`;
    const packed = compress({ content, type, version }, { accepted, address });
    return packed instanceof Promise ? packed.then(finish) : finish(packed);
  };
  const sendFile = (
    asked: NodeAsked,
    outgoing: ServerResponse,
    start: number,
    { status, headers, body }: SentAsset,
  ) => {
    const fields = flat(headers);
    if (body !== null) fields.push("content-length", String(body.length));
    end(asked, outgoing, { start, status, fields, body, bytes: null });
    return undefined;
  };
  const send = (
    asked: NodeAsked,
    outgoing: ServerResponse,
    start: number,
    answer: PlainAnswer | SentAsset,
  ) => {
    if ("status" in answer) return sendFile(asked, outgoing, start, answer);
    const { bytes, etag, next, release } = answer;
    const fields = versionFields(etag);
    if (next !== null) fields.push("link", linkHeader(next));
    if (release !== undefined) outgoing.once("close", release);
    if (hasTag(asked.req.header("if-none-match"), etag)) {
      end(asked, outgoing, { start, status: 304, fields });
      return undefined;
    }
    fields.push("content-type", JSON_TYPE);
    const content = { content: bytes, type: JSON_TYPE, version: etag };
    return deliver(asked, outgoing, { ...content, start, status: 200, fields });
  };
  const refuse = (
    asked: NodeAsked,
    outgoing: ServerResponse,
    { error, ...rest }: { error: unknown; start: number; audited?: boolean },
  ) => {
    const { content, status, headers } = problemContent(error, asked, log);
    const { "content-type": type = "" } = headers;
    const fields = [...flat(API_HEADERS), ...flat(headers)];
    const body = { content: Buffer.from(content), type, version: undefined };
    return deliver(asked, outgoing, { ...rest, ...body, status, fields });
  };
  const answer = (
    asked: NodeAsked,
    outgoing: ServerResponse,
    { route, start }: { route: QuickRoute; start: number },
  ): void | Promise<void> => {
    try {
      audit?.admit(asked);
    } catch (error) {
      return refuse(asked, outgoing, { error, start, audited: false });
    }
    if (route.spec !== null) asked.set("route", route.spec);
    let made: PlainAnswer | SentAsset | Promise<PlainAnswer | SentAsset>;
    try {
      made = route.answer(asked);
    } catch (error) {
      return refuse(asked, outgoing, { error, start });
    }
    if (!(made instanceof Promise)) return send(asked, outgoing, start, made);
    return made.then(
      (later) => send(asked, outgoing, start, later),
      (error: unknown) => refuse(asked, outgoing, { error, start }),
    );
  };
  return (incoming, outgoing) => {
    const { url = "/" } = incoming;
    const path = pathOf(url);
    const route = incoming.method === "GET" ? routes.get(path) : undefined;
    if (route === undefined || !isPlain(incoming, route.spec === null)) return false;
    const asked = new NodeAsked(incoming, outgoing, path);
    if (route.spec === null && route.takes?.(asked.req.header("accept")) === false) return false;
    const start = observer.begin(asked);
    answer(asked, outgoing, { route, start })?.catch((error: unknown) => {
      // Nobody else would hear of it, and the client would wait.
      log?.error({ err: error }, "an answer could not be sent");
      outgoing.destroy();
    });
    return true;
  };
}

interface Ending {
  readonly start: number;
  readonly status: number;
  /** Header fields, name and value by turns: Node writes them as they are, which costs less than an object. */
  readonly fields: string[];
  readonly body?: Uint8Array | null;
  /** As they are audited; null where Hono knows none. */
  readonly bytes?: number | null;
  readonly audited?: boolean;
}

type Content = Omit<Ending, "body"> & {
  readonly content: Uint8Array;
  readonly type: string;
  readonly version: string | undefined;
};

/** Fields of an answer with a version, but for the type of its content; a list of its own. */
function versionFields(etag: string): string[] {
  return [...API_FIELDS, "cache-control", REVALIDATED, "vary", VARY, "etag", etag];
}

function pathOf(url: string): string {
  const mark = url.indexOf("?");
  return mark < 0 ? url : url.slice(0, mark);
}

function isPlain({ rawHeaders, url = "/" }: IncomingMessage, isFile: boolean): boolean {
  // `format=` asks for another type.
  if (!isFile && url.includes("format")) return false;
  let hasHost = false;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]?.toLowerCase() ?? "";
    if (NOT_QUICK.has(name)) return false;
    if (!isFile && name === "accept" && !PLAIN_TYPES.has(rawHeaders[i + 1] ?? "")) return false;
    if (name === "host") hasHost = true;
  }
  // HTTP/1.0 need not name one, and Hono's adapter knows what stands for it.
  return hasHost;
}
