import { EventEmitter, once } from "node:events";

/**
 * Listens to the server's stream of events.
 *
 * @param {string} url - of the server
 * @returns {Promise<{ arrival: (source: string) => Promise<number>, close: () => Promise<void> }>} once the stream is open;
 *   `arrival`: when a batch of that source is told, as `performance.now()` says; to be asked for before it is sent
 * @throws Error when the server does not serve it
 */
export async function listenToBatches(url) {
  const stopping = new AbortController();
  const response = await fetch(`${url}/api/v1/stream`, { signal: stopping.signal });
  if (!response.ok || response.body === null)
    throw new Error(`GET /api/v1/stream: ${response.status} ${await response.text()}`);
  const told = new EventEmitter();
  const opened = once(told, "open");
  const ended = tell(response.body, told).catch((error) => {
    // Without a listener it would end the benchmark.
    if (!stopping.signal.aborted && told.listenerCount("error") > 0) told.emit("error", error);
  });
  await opened;
  return {
    async arrival(source) {
      const [at] = await once(told, `batch_ingested ${source}`);
      return at;
    },
    async close() {
      stopping.abort();
      await ended;
    },
  };
}

/** Emits each event by its name, a batch with its source, and when it came. @param {ReadableStream<Uint8Array>} body @param {EventEmitter} told */
async function tell(body, told) {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of body) {
    const at = performance.now();
    const events = (text + decoder.decode(bytes, { stream: true })).split("\n\n");
    text = events.pop() ?? "";
    for (const event of events) {
      const field = (/** @type {string} */ name) =>
        new RegExp(`^${name}: (.*)$`, "m").exec(event)?.[1];
      const { source = "" } = JSON.parse(field("data") ?? "{}");
      told.emit(`${field("event")} ${source}`.trim(), at);
    }
  }
  throw new Error("the stream of events ended");
}
