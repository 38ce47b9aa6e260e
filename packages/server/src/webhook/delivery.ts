import {
  arrayItems,
  type Unwrap,
  unwrapBinaryCloudEvent,
  unwrapCloudEvent,
} from "@cdp-whatif/core";
import { isDeeper, MOST_DEPTH_OF_DATA } from "../middleware/json-depth.js";
import type { Webhook } from "./definition.js";

/** Types of content that a webhook takes; those that end in `+json` are JSON. */
export const DELIVERY_TYPES = ["application/json", "application/x-ndjson", "application/jsonl"];

const LINES = DELIVERY_TYPES.slice(1);

/** A body as messages of an intake, each with one record, or one envelope. */
export interface Delivery {
  readonly messages: readonly (string | Uint8Array)[];
  readonly unwrap?: Unwrap;
}

/**
 * What a body holds: one JSON value, an array of them, lines of them, or CloudEvents (structured, batched, binary).
 *
 * @param header - value of a header of the request
 * @remarks What cannot be read stays one message, so that it becomes a dead letter as a whole.
 */
export function readDelivery(
  body: Uint8Array,
  {
    header,
    envelope,
  }: Pick<Webhook, "envelope"> & { header: (name: string) => string | undefined },
): Delivery {
  const type = (header("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const text = utf8(body);
  if (text === null) return { messages: [body] };
  if (isDeeper(text, MOST_DEPTH_OF_DATA)) return { messages: [text] };
  const structured = type.startsWith("application/cloudevents");
  if (envelope === "cloudevents" && !structured && header("ce-specversion") !== undefined) {
    return { messages: [text], unwrap: unwrapBinaryCloudEvent(header) };
  }
  const messages = LINES.includes(type)
    ? text.split(/\r?\n/).filter((line) => line.trim() !== "")
    : arrayItems(text);
  return envelope === "none" ? { messages } : { messages, unwrap: unwrapCloudEvent };
}

function utf8(body: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
