import type * as z from "zod";
import type { Rejection } from "../schema/dead-letter.js";
import type { Accepted } from "../schema/line/accepted.js";
import { CustomerEventLine } from "../schema/line/customer-event-line.js";
import { DailyIntelLine } from "../schema/line/daily-intel-line.js";
import { InterventionLine } from "../schema/line/intervention-line.js";
import { MarketLine } from "../schema/line/market-line.js";
import { WebIntelLine } from "../schema/line/web-intel-line.js";
import type { RecordKind } from "../schema/record.js";
import { reject } from "../schema/rejection.js";
import { validateBehaviour } from "./behaviour.js";
import { validateDistrict } from "./district.js";
import { fromZod } from "./from-zod.js";
import type { UnknownLine } from "./recognise.js";

/** Accepts a line of a known kind, or says which rule it breaks, where, what was found and what was expected. */
export function validate(line: UnknownLine, kind: RecordKind): Accepted | Rejection {
  switch (kind) {
    case "behaviour":
      return validateBehaviour(line);
    case "district":
      return validateDistrict(line);
    case "intervention":
      return bySchema(InterventionLine, line, (parsed) => ({ kind, line: parsed }));
    case "daily-intel":
      return bySchema(DailyIntelLine, line, (parsed) => ({ kind, line: parsed }));
    case "web-intel":
      return bySchema(WebIntelLine, line, (parsed) => ({ kind, line: parsed }));
    case "market":
      return bySchema(MarketLine, line, (parsed) => ({ kind, line: parsed }));
    case "customer-event":
      return validateCustomerEvent(line);
  }
}

function bySchema<T>(
  schema: z.ZodType<T>,
  line: UnknownLine,
  accept: (parsed: T) => Accepted,
): Accepted | Rejection {
  const result = schema.safeParse(line);
  return result.success ? accept(result.data) : fromZod(line, result.error);
}

function validateCustomerEvent(line: UnknownLine): Accepted | Rejection {
  const accepted = bySchema(CustomerEventLine, line, (parsed) => ({
    kind: "customer-event",
    line: parsed,
  }));
  if ("rule" in accepted || accepted.kind !== "customer-event") return accepted;
  const { userId, anonymousId, timestamp, type, event } = accepted.line;
  if (!userId && !anonymousId) return lacks("/userId", "userId or anonymousId");
  if (!timestamp) return { ...lacks("/timestamp", "the time of the event"), rule: "no_time" };
  if (type === "track" && !event) return lacks("/event", "the event's name on a track line");
  return accepted;
}

function lacks(field: string, expected: string): Rejection {
  return reject("missing", { field, found: undefined, expected });
}
