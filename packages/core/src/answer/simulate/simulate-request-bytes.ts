import { jsonAround } from "../../math/text-around.js";
import type { Twin } from "../../schema/twin.js";
import { createKeptBytes } from "../../simulate/kept-bytes.js";
import { isOfTwin } from "../../simulate/prepare-run.js";
import { type SimulateRequestOptions, simulateRequest } from "./simulate-request.js";

const backtestBytes = /* @__PURE__ */ createKeptBytes((part) => JSON.stringify(part));

/**
 * The answer of {@link simulateRequest} as JSON in UTF-8, to be sent as it is.
 *
 * The same bytes as of `JSON.stringify`; the twin's backtest, most of a short answer, is written once for each twin.
 *
 * @throws CoreError as `simulateRequest` does
 */
export function simulateRequestBytes(
  twin: Twin,
  body: unknown,
  options: SimulateRequestOptions = {},
): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const answer = simulateRequest(twin, body, options);
  const { backtest } = answer.provenance;
  if (!isOfTwin(backtest)) return encoder.encode(JSON.stringify(answer));
  const [before, behind] = jsonAround(answer, ["provenance", "backtest"]);
  return joined([encoder.encode(before), backtestBytes(backtest), encoder.encode(behind)]);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
