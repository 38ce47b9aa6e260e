import type { Rejection } from "../schema/dead-letter.js";
import { plainName } from "../schema/fold-name.js";
import type { AcceptedDistrict } from "../schema/line/accepted.js";
import type { DistrictBody, DistrictRecord } from "../schema/record.js";
import { brandShares } from "./brand-shares.js";
import { isRejection, type LineOrigin, type TransformContext } from "./context.js";
import { inTheFuture, naturalKey, readGeneratedAt, recordHead } from "./head.js";

/** A district report (formats 3.8) as a canonical record. */
export function transformDistrict(
  { line, shares: decided }: AcceptedDistrict,
  origin: LineOrigin,
  context: TransformContext,
): DistrictRecord | Rejection {
  const time = context.clock.read(line.date, "/date");
  if (isRejection(time)) return time;
  const late = inTheFuture(time, { field: "/date", found: line.date, asOf: context.asOf });
  if (late !== null) return late;
  const shares = brandShares(decided, context.names);
  if (isRejection(shares)) return shares;
  const generatedAt = readGeneratedAt(line, context);
  if (typeof generatedAt === "object" && generatedAt !== null) return generatedAt;
  const body: DistrictBody = {
    district: plainName(line.district) || line.district,
    people: line.total_personas ?? null,
    ages: line.age_distribution ?? {},
    incomes: line.income_bracket,
    shares: shares.shares,
    averageMonthlySpending: line.spending_analysis?.avg_monthly ?? null,
    digitalAdoption: line.spending_analysis?.avg_digital_adoption ?? null,
    efficiency: line.spending_analysis?.avg_efficiency ?? null,
    insights: line.key_insights,
  };
  const key = naturalKey("district", [time.date, body.district]);
  const { repairs } = shares;
  const demo = line.demo === true;
  const { revision } = line;
  const parts = { kind: "district" as const, key, time, generatedAt, revision, demo, repairs };
  return { kind: "district", ...recordHead(parts, { body, origin, context }), ...body };
}
