import type { Rejection } from "../schema/dead-letter.js";
import type { Accepted } from "../schema/line/accepted.js";
import type { CustomerEventLine } from "../schema/line/customer-event-line.js";
import { CUSTOMER_EVENT_TYPES } from "../schema/record.js";
import { reject } from "../schema/rejection.js";
import { checkHead, checkText } from "./line-head.js";
import type { UnknownLine } from "./recognise.js";

const TYPES: ReadonlySet<unknown> = new Set(CUSTOMER_EVENT_TYPES);
const TEXTS = ["userId", "anonymousId", "event"] as const;
const LATER_TEXTS = ["groupId", "previousId", "timestamp"] as const;
const OBJECTS = ["properties", "traits", "context"] as const;

/**
 * Accepts a customer event or says why not; the same answers as the schema `CustomerEventLine`.
 *
 * Beyond the schema an event needs one of `userId` and `anonymousId`, a time, and on a track line its name.
 */
export function validateCustomerEvent(line: UnknownLine): Accepted | Rejection {
  const wrong = checkFields(line);
  if (wrong !== null) return wrong;
  const event = line as CustomerEventLine;
  if (!event.userId && !event.anonymousId) return lacks("/userId", "userId or anonymousId");
  if (!event.timestamp) return { ...lacks("/timestamp", "the time of the event"), rule: "no_time" };
  if (event.type === "track" && !event.event) {
    return lacks("/event", "the event's name on a track line");
  }
  return { kind: "customer-event", line: event };
}

/** In the order of the schema's fields, so that the first thing wrong is the same. */
function checkFields(line: UnknownLine): Rejection | null {
  return (
    checkHead(line) ??
    checkType(line.type) ??
    checkText(line, "messageId") ??
    checkOptional(line, TEXTS) ??
    checkAnyText(line, "name") ??
    checkOptional(line, LATER_TEXTS) ??
    checkAnyText(line, "originalTimestamp") ??
    checkObjects(line)
  );
}

function checkType(type: unknown): Rejection | null {
  if (TYPES.has(type)) return null;
  const expected = `one of ${CUSTOMER_EVENT_TYPES.map((one) => JSON.stringify(one)).join(", ")}`;
  const rule = type === undefined ? "missing" : "out_of_range";
  return reject(rule, { field: "/type", found: type, expected });
}

function checkOptional(line: UnknownLine, fields: readonly string[]): Rejection | null {
  for (const field of fields) {
    const value = line[field];
    if (value === undefined || value === null) continue;
    const wrong = checkText(line, field);
    if (wrong !== null) return wrong;
  }
  return null;
}

function checkAnyText(line: UnknownLine, field: string): Rejection | null {
  const value = line[field];
  if (value === undefined || value === null || typeof value === "string") return null;
  return reject("type", { field: `/${field}`, found: value, expected: "a text" });
}

function checkObjects(line: UnknownLine): Rejection | null {
  for (const field of OBJECTS) {
    const value = line[field];
    if (value === undefined || value === null) continue;
    if (typeof value !== "object" || Array.isArray(value)) {
      return reject("type", { field: `/${field}`, found: value, expected: "an object" });
    }
  }
  return null;
}

function lacks(field: string, expected: string): Rejection {
  return reject("missing", { field, found: undefined, expected });
}
