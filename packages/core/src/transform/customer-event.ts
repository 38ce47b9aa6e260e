import { CoreError } from "../error.js";
import type { Rejection } from "../schema/dead-letter.js";
import type { CustomerEventLine } from "../schema/line/customer-event-line.js";
import type { CustomerEventBody, CustomerEventRecord } from "../schema/record.js";
import { reject } from "../schema/rejection.js";
import { isRejection, type LineOrigin, type TransformContext } from "./context.js";
import { eventContent } from "./event-content.js";
import { headOf, inTheFuture, naturalKey, readGeneratedAt } from "./head.js";

/**
 * A customer event as a canonical record; `properties`, `traits` and `context` stay as sent.
 *
 * `previousId` and `groupId`, which the specification puts beside them, stand in `properties`, which alias and group
 * calls do not have.
 */
export function transformCustomerEvent(
  line: CustomerEventLine,
  origin: LineOrigin,
  context: TransformContext,
): CustomerEventRecord | Rejection {
  const found = line.timestamp ?? "";
  const time = context.clock.read(found, "/timestamp");
  if (isRejection(time)) return time;
  const late = inTheFuture(time, { field: "/timestamp", found, asOf: context.asOf });
  if (late !== null) return late;
  const customerId = line.userId ?? line.anonymousId ?? "";
  if (customerId === "") {
    return reject("missing", {
      field: "/userId",
      found: undefined,
      expected: "userId or anonymousId",
    });
  }
  const region = readRegion(line, context);
  if (region !== null && isRejection(region)) return region;
  const generatedAt = readGeneratedAt(line, context);
  if (typeof generatedAt === "object" && generatedAt !== null) return generatedAt;
  const body: CustomerEventBody = {
    type: line.type,
    messageId: line.messageId,
    customerId,
    userId: line.userId ?? null,
    anonymousId: line.anonymousId ?? null,
    event: line.event ?? line.name ?? null,
    region: region?.id ?? null,
    properties: {
      ...line.properties,
      ...(line.previousId ? { previousId: line.previousId } : {}),
      ...(line.groupId ? { groupId: line.groupId } : {}),
    },
    traits: line.traits ?? {},
    context: line.context ?? {},
  };
  const key = naturalKey("customer-event", [line.messageId]);
  const repairs = region?.repairs ?? [];
  const demo = line.demo === true;
  const { revision } = line;
  const kind = "customer-event" as const;
  const parts = { kind, key, time, generatedAt, revision, demo, repairs };
  try {
    const content = eventContent({ ...parts, sentTime: line.originalTimestamp }, body);
    return { kind, ...headOf(parts, { content, origin, context }), ...body };
  } catch (error) {
    // JSON has texts for numbers that are infinite once they are read, such as 1e999.
    if (!(error instanceof CoreError)) throw error;
    const [{ pointer, detail } = { pointer: "", detail: error.message }] = error.details;
    return reject("not_finite", { field: pointer, found: detail, expected: "a JSON value" });
  }
}

function readRegion(line: CustomerEventLine, { names }: TransformContext) {
  for (const place of ["properties", "traits", "context"] as const) {
    const text = line[place]?.region;
    if (typeof text === "string" && text.trim() !== "") {
      return names.region(text, `/${place}/region`);
    }
  }
  return null;
}
