/** What runs in the parsing thread: answers each body of the tracking API with what it became. */
import { parentPort, workerData } from "node:worker_threads";
import {
  buffersOfEvents,
  createDeliveryParser,
  type ParsedDelivery,
  rejectionText,
  segmentEvents,
  withEventColumns,
} from "@cdp-whatif/core";
import { nodeTextHasher } from "@cdp-whatif/core/node";
import { parsingOf } from "../parsing.js";
import { DoorError } from "../problem.js";
import type {
  TrackingBody,
  TrackingMessage,
  TrackingReply,
  TrackingTask,
} from "../tracking/message.js";
import { readTrackingBody } from "../tracking/read-body.js";
import { checkKeys, keyOf, unauthorized } from "../tracking/write-key.js";
import { sendError } from "../twin/message.js";

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

async function replyTo({ id, body }: TrackingMessage): Promise<TrackingReply> {
  try {
    return { id, parsed: await parsed(body) };
  } catch (error) {
    if (!(error instanceof DoorError)) return { id, error: sendError(error) };
    const { code, message, headers } = error;
    return { id, refusal: { code, message, headers } };
  }
}

// One after the other, so that batches of one sender are stored in the order in which they came.
let last: Promise<void> = Promise.resolve();
parentPort?.on("message", (message: TrackingMessage) => {
  last = last.then(async () => {
    const reply = await replyTo(message);
    const events = "parsed" in reply ? (reply.parsed.events ?? []) : [];
    parentPort?.postMessage(reply, events.flatMap(buffersOfEvents));
  });
});
