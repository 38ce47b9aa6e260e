/** What runs in the parsing thread: answers each body of the tracking API with what it became. */
import { workerData } from "node:worker_threads";
import {
  buffersOfColumns,
  createDeliveryParser,
  type ParsedDelivery,
  rejectionText,
  segmentEvents,
  withEventColumns,
} from "@cdp-whatif/core";
import { nodeTextHasher } from "@cdp-whatif/core/node";
import { parsingOf } from "../parsing.js";
import { DoorError } from "../problem.js";
import { answerCalls } from "../thread/answer-calls.js";
import type { TrackingBody, TrackingTask } from "../tracking/parse-thread.js";
import { readTrackingBody } from "../tracking/read-body.js";
import { checkKeys, keyOf, unauthorized } from "../tracking/write-key.js";

const { catalogue, zone, ruleSet, writeKeys, limitBytes }: TrackingTask = workerData;
const writeKey = checkKeys(writeKeys);
const parse = createDeliveryParser({
  catalogue,
  hash: nodeTextHasher,
  now: Date.now,
  ...parsingOf(ruleSet),
  ...(zone !== undefined && { zone }),
});

async function parsed(body: TrackingBody): Promise<ParsedDelivery> {
  const { bytes, contentEncoding: encoding, call, receivedAt } = body;
  const value = await readTrackingBody(bytes, { encoding, limitBytes });
  const source = writeKey(body.key ?? keyOf(value));
  if (source === null) throw unauthorized();
  const events = segmentEvents(value, { call, receivedAt });
  if ("rule" in events) {
    throw new DoorError("malformed_body", rejectionText(events, { source: "body", line: 1 }));
  }
  return withEventColumns(parse([""], { source, unwrap: () => events }));
}

answerCalls(parsed, { buffersOf: ({ events = [] }) => events.flatMap(buffersOfColumns) });
