import { type BehaviourRecord, behaviourResponse } from "@cdp-whatif/core";

/** Type of lines of JSON. */
export const NDJSON_TYPE = "application/x-ndjson";

/** Behaviour records as lines, each as `GET /api/v1/behavior` has it in `data`. */
export async function* ndjsonStream(
  batches: AsyncIterable<readonly BehaviourRecord[]>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const rows of batches) {
    const lines = rows.map((row) => `${JSON.stringify(behaviourResponse(row))}\n`);
    yield new TextEncoder().encode(lines.join(""));
  }
}
