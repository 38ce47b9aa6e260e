import type { Rejection } from "../schema/dead-letter.js";
import type { DailyIntelLine, IntelCell } from "../schema/line/daily-intel-line.js";
import type { DailyIntelBody, DailyIntelRecord } from "../schema/record.js";
import { pointer, reject } from "../schema/rejection.js";
import { brandShares } from "./brand-shares.js";
import { isRejection, type LineOrigin, type TransformContext } from "./context.js";
import { inTheFuture, naturalKey, readGeneratedAt, recordHead } from "./head.js";
import { withRemainder } from "./remainder.js";

const LOYALTY = "loyalty_";
const IMPACT = "_total_impact";

/** A daily report (formats 3.4) as a canonical record; what the two loyalties leave is `Other`. */
export function transformDailyIntel(
  line: DailyIntelLine,
  origin: LineOrigin,
  context: TransformContext,
): DailyIntelRecord | Rejection {
  const time = context.clock.read(line.date, "/date");
  if (isRejection(time)) return time;
  const late = inTheFuture(time, { field: "/date", found: line.date, asOf: context.asOf });
  if (late !== null) return late;
  const cells = readCells(line, context);
  if (isRejection(cells)) return cells;
  const impact = readImpact(line, context);
  if (isRejection(impact)) return impact;
  const generatedAt = readGeneratedAt(line, context);
  if (typeof generatedAt === "object" && generatedAt !== null) return generatedAt;
  const body: DailyIntelBody = {
    summary: line.daily_intelligence_summary ?? null,
    cells: cells.cells,
    anomaly: line.anomaly_detection ?? null,
    ...impact,
    metadata: line.metadata ?? {},
  };
  const key = naturalKey("daily-intel", [time.date]);
  const { repairs } = cells;
  const parts = {
    kind: "daily-intel" as const,
    key,
    time,
    generatedAt,
    revision: line.revision,
    demo: line.demo === true,
    repairs,
  };
  return { kind: "daily-intel", ...recordHead(parts, { body, origin, context }), ...body };
}

type Cell = DailyIntelBody["cells"][number];

function readCells(
  line: DailyIntelLine,
  context: TransformContext,
): { cells: Cell[]; repairs: string[] } | Rejection {
  const cells: Cell[] = [];
  const repairs: string[] = [];
  for (const [place, personas] of Object.entries(line.behavioral_twin_report)) {
    const region = context.names.region(place, pointer("behavioral_twin_report", place));
    if (isRejection(region)) return region;
    repairs.push(...region.repairs);
    for (const [group, cell] of Object.entries(personas)) {
      const at = ["behavioral_twin_report", place, group];
      const persona = context.names.persona(group, pointer(...at));
      if (isRejection(persona)) return persona;
      const shares = readLoyalties(cell, { at, context });
      if (isRejection(shares)) return shares;
      repairs.push(...persona.repairs, ...shares.repairs);
      cells.push({
        persona: persona.id,
        region: region.id,
        activity: cell.activity ?? null,
        shares: shares.shares,
        triggers: cell.triggers ?? (cell.trigger ? [cell.trigger] : []),
      });
    }
  }
  cells.sort((a, b) => order(a.persona, b.persona) || order(a.region, b.region));
  return { cells, repairs };
}

function readLoyalties(
  cell: IntelCell,
  { at, context }: { at: readonly string[]; context: TransformContext },
) {
  const named: [string, number][] = [];
  for (const [field, value] of Object.entries(cell)) {
    if (!field.startsWith(LOYALTY)) continue;
    const whole = context.names.brand(field, pointer(...at, field));
    const known = !isRejection(whole) && whole.id !== field;
    const name = known ? whole.id : field.slice(LOYALTY.length);
    if (typeof value !== "number" || !(value >= 0 && value <= 1)) {
      return reject(typeof value === "number" ? "out_of_range" : "type", {
        field: pointer(...at, field),
        found: value,
        expected: "a fraction, 0 to 1",
      });
    }
    if (name !== "Other") named.push([name, value]);
  }
  if (named.length === 0) {
    const expected = "a loyalty_<brand> for at least one brand";
    return reject("missing", { field: pointer(...at), found: cell, expected });
  }
  const decided = withRemainder(named, { rest: "Other", repairs: [] });
  if (decided === null) {
    const expected = "loyalties that sum to at most 1";
    return reject("shares_do_not_sum", { field: pointer(...at), found: cell, expected });
  }
  return brandShares(decided, context.names, "behavioral_twin_report");
}

function readImpact(
  line: DailyIntelLine,
  { names }: TransformContext,
): Pick<DailyIntelBody, "impact" | "dominantGroup"> | Rejection {
  const { dominant_group: dominant, ...impacts } = line.incentive_analysis ?? {};
  const entries: [string, number][] = [];
  for (const [field, value] of Object.entries(impacts)) {
    if (typeof value !== "number" || !field.endsWith(IMPACT)) continue;
    const persona = names.persona(
      field.slice(0, -IMPACT.length),
      pointer("incentive_analysis", field),
    );
    if (isRejection(persona)) return persona;
    entries.push([persona.id, value]);
  }
  const group = dominant ? names.persona(dominant, "/incentive_analysis/dominant_group") : null;
  if (group !== null && isRejection(group)) return group;
  return { impact: Object.fromEntries(entries), dominantGroup: group?.id ?? null };
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
