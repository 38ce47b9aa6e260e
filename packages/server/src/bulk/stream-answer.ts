import type { Logger } from "pino";
import { chooseEncoding } from "../compress/encoding.js";
import { hasTag } from "../negotiate/entity-tag.js";
import { API_HEADERS, REVALIDATED, VARY } from "../respond.js";
import type { RequestContext } from "../route/mount.js";

/** What a streamed answer is. */
export interface StreamedAnswer {
  readonly type: string;
  readonly etag: string;
  readonly chunks: AsyncGenerator<Uint8Array<ArrayBuffer>>;
  readonly log?: Logger | undefined;
}

/**
 * An answer that is made while it is sent, as fast as the client takes it.
 *
 * @remarks What fails after the first byte cuts the connection: an end would look like the end of the data.
 */
export async function streamAnswer(
  context: RequestContext,
  { type, etag, chunks, log }: StreamedAnswer,
): Promise<Response> {
  const common = { ...API_HEADERS, "cache-control": REVALIDATED, vary: VARY, etag };
  if (hasTag(context.req.header("if-none-match"), etag)) {
    await chunks.return(undefined);
    return new Response(null, { status: 304, headers: common });
  }
  const headers = { ...common, "content-type": type };
  // Whatever is wrong from the start is a problem like any other.
  const first = await chunks.next();
  const body = streamOf({ first, chunks }, (error) => {
    log?.error({ err: error, requestId: context.get("requestId"), path: context.req.path });
    const { outgoing } = context.env ?? {};
    outgoing?.destroy();
    return outgoing !== undefined;
  });
  const encoding = chooseEncoding(context.req.header("accept-encoding"), [{ name: "gzip" }]);
  if (encoding === null) return new Response(body, { headers });
  return new Response(body.pipeThrough(new CompressionStream("gzip")), {
    headers: { ...headers, "content-encoding": "gzip" },
  });
}

type Chunk = IteratorResult<Uint8Array<ArrayBuffer>>;

/** @param cut - ends the connection after an error; whether it could */
function streamOf(
  { first, chunks }: { first: Chunk; chunks: AsyncGenerator<Uint8Array<ArrayBuffer>> },
  cut: (error: unknown) => boolean,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let next: Chunk | null = first;
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = next ?? (await chunks.next());
          next = null;
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          // Of an error the adapter would send the words; where the connection is cut, a close is not seen.
          if (cut(error)) controller.close();
          else controller.error(error);
        }
      },
      async cancel() {
        await chunks.return(undefined);
      },
    },
    { highWaterMark: 1 },
  );
}
