import type { Rejection } from "../schema/dead-letter.js";
import type { MarketLine } from "../schema/line/market-line.js";
import type { MarketBody, MarketRecord } from "../schema/record.js";
import { isRejection, type LineOrigin, type TransformContext } from "./context.js";
import { inTheFuture, naturalKey, readGeneratedAt, recordHead } from "./head.js";

/** A market line as a canonical record; a plan may lie in the future, an observation may not. */
export function transformMarket(
  line: MarketLine,
  origin: LineOrigin,
  context: TransformContext,
): MarketRecord | Rejection {
  const time = context.clock.read(line.date, "/date");
  if (isRejection(time)) return time;
  const planned = line.planned ?? false;
  const asOf = planned ? null : context.asOf;
  const late = inTheFuture(time, { field: "/date", found: line.date, asOf });
  if (late !== null) return late;
  const region = context.names.region(line.region, "/region");
  if (isRejection(region)) return region;
  const brand = context.names.brand(line.brand, "/brand");
  if (isRejection(brand)) return brand;
  const generatedAt = readGeneratedAt(line, context);
  if (typeof generatedAt === "object" && generatedAt !== null) return generatedAt;
  const body: MarketBody = {
    region: region.id,
    brand: brand.id,
    price: line.price ?? null,
    currency: line.currency ?? null,
    units: line.units ?? null,
    promotion: {
      discount: line.promotion?.discount ?? null,
      pointMultiplier: line.promotion?.point_multiplier ?? null,
      bogo: line.promotion?.bogo ?? null,
      deal: line.promotion?.deal ?? null,
    },
    feature: line.feature ?? null,
    display: line.display ?? null,
    distribution: line.distribution ?? null,
    planned,
  };
  const key = naturalKey("market", [time.date, region.id, brand.id, planned]);
  const repairs = [...region.repairs, ...brand.repairs];
  const demo = line.demo === true;
  const { revision } = line;
  const parts = { kind: "market" as const, key, time, generatedAt, revision, demo, repairs };
  return { kind: "market", ...recordHead(parts, { body, origin, context }), ...body };
}
