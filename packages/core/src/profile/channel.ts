import type { CustomerEvent } from "../schema/profile.js";

const DIGITAL = new Set(["app", "web", "mobile", "browser", "online", "website", "ios", "android"]);
const PHYSICAL = new Set(["store", "pos", "shop", "offline", "in_store", "in-store", "kiosk"]);

/**
 * Whether an event came by a digital channel; null where that is not known.
 *
 * @remarks `context.channel`, else `properties.channel`. What Segment and RudderStack call `server` or `sources` says where
 * the call was made, not where the customer was: not known.
 */
export function isDigital({
  context,
  properties,
}: Pick<CustomerEvent, "context" | "properties">): boolean | null {
  for (const channel of [context.channel, properties.channel]) {
    if (typeof channel !== "string") continue;
    const name = channel.trim().toLowerCase();
    if (DIGITAL.has(name)) return true;
    if (PHYSICAL.has(name)) return false;
  }
  return null;
}
