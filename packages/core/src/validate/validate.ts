import type * as z from "zod";
import type { Rejection } from "../schema/dead-letter.js";
import type { Accepted } from "../schema/line/accepted.js";
import { DailyIntelLine } from "../schema/line/daily-intel-line.js";
import { InterventionLine } from "../schema/line/intervention-line.js";
import { MarketLine } from "../schema/line/market-line.js";
import { WebIntelLine } from "../schema/line/web-intel-line.js";
import type { RecordKind } from "../schema/record.js";
import { validateBehaviour } from "./behaviour.js";
import { validateCustomerEvent } from "./customer-event.js";
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
