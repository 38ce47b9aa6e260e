import { createTextHasher, type TextHasher } from "../math/text-hasher.js";
import type { Rejection } from "../schema/dead-letter.js";
import type { Accepted } from "../schema/line/accepted.js";
import type { Names } from "../schema/names.js";
import type { CanonicalRecord } from "../schema/record.js";
import { textListJson } from "../schema/text-list-json.js";
import { transformBehaviour } from "./behaviour.js";
import { createClock } from "./clock.js";
import type { LineOrigin, TransformContext } from "./context.js";
import { transformCustomerEvent } from "./customer-event.js";
import { transformDailyIntel } from "./daily-intel.js";
import { transformDistrict } from "./district.js";
import { transformIntervention } from "./intervention.js";
import { transformMarket } from "./market.js";
import { nameResolver } from "./resolve-name.js";
import { tombstone } from "./tombstone.js";
import { transformWebIntel } from "./web-intel.js";

/** What the lines of a run are transformed with. */
export interface TransformOptions {
  readonly names: Names;
  /** IANA zone of naive local times; null: such times are rejected. */
  readonly zone: string | null;
  readonly asOf?: number | null | undefined;
  readonly date?: string | null | undefined;
  /** SHA-256 of a text; default: the portable one. A platform's own may be faster, never different. */
  readonly hash?: TextHasher | undefined;
}

/**
 * Prepares what the transformation of many lines shares: names, clock, hasher.
 *
 * @throws CoreError `unknown_zone`
 */
export function transformContext(options: TransformOptions): TransformContext {
  return {
    names: nameResolver(options.names),
    clock: createClock(options.zone),
    hash: options.hash ?? createTextHasher(),
    textsJson: textListJson(),
    asOf: options.asOf ?? null,
    date: options.date ?? null,
  };
}

/**
 * An accepted line as a canonical record: names resolved, units and times canonical; or why it cannot be.
 *
 * A line that is marked `deleted` becomes a tombstone.
 */
export function canonicalRecord(
  accepted: Accepted,
  origin: LineOrigin,
  context: TransformContext,
): CanonicalRecord | Rejection {
  const record = liveRecord(accepted, origin, context);
  return accepted.line.deleted === true && !("rule" in record)
    ? tombstone(record, context)
    : record;
}

function liveRecord(
  accepted: Accepted,
  origin: LineOrigin,
  context: TransformContext,
): CanonicalRecord | Rejection {
  switch (accepted.kind) {
    case "behaviour":
      return transformBehaviour(accepted, origin, context);
    case "district":
      return transformDistrict(accepted, origin, context);
    case "intervention":
      return transformIntervention(accepted.line, origin, context);
    case "daily-intel":
      return transformDailyIntel(accepted.line, origin, context);
    case "web-intel":
      return transformWebIntel(accepted.line, origin, context);
    case "market":
      return transformMarket(accepted.line, origin, context);
    case "customer-event":
      return transformCustomerEvent(accepted.line, origin, context);
  }
}
