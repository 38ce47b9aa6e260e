import { canonicalJson } from "../math/digest.js";
import type { CustomerEventBody } from "../schema/record.js";
import type { HeadParts } from "./head.js";

/** What an event is told apart by, beside its body. */
export interface EventContent extends HeadParts {
  /** The time before its clock was corrected; undefined: it was not, and the time itself counts. */
  readonly sentTime: string | null | undefined;
}

/**
 * The text that is hashed: canonical JSON of head and body, written in the order of its keys, which are always the same.
 *
 * @throws CoreError `invalid_input` as `canonicalJson` does
 */
export function eventContent(head: EventContent, body: CustomerEventBody): string {
  const { kind, key, time, generatedAt, revision, demo, sentTime } = head;
  const corrected = sentTime !== undefined;
  const text = canonicalJson;
  const { properties, traits, context } = body;
  const at = corrected ? "" : `"at":${time.at},`;
  const date = corrected ? "" : `"date":${text(time.date)},`;
  const offset = corrected ? "" : `"offsetMinutes":${time.offsetMinutes},`;
  const order = revision === undefined || revision === null ? "" : `"revision":${revision},`;
  const sent = corrected ? `"sentTime":${text(sentTime)},` : "";
  return (
    `{"anonymousId":${text(body.anonymousId)},${at}"context":${text(context, ["context"])},` +
    `"customerId":${text(body.customerId)},${date}"demo":${demo},"event":${text(body.event)},` +
    `"generatedAt":${generatedAt},"key":${text(key)},"kind":${text(kind)},` +
    `"messageId":${text(body.messageId)},${offset}"properties":${text(properties, ["properties"])},` +
    `"region":${text(body.region)},${order}${sent}"traits":${text(traits, ["traits"])},` +
    `"type":${text(body.type)},"userId":${text(body.userId)}}`
  );
}
