import type { Rejection } from "../schema/dead-letter.js";
import type { InterventionLine, ResultCell } from "../schema/line/intervention-line.js";
import type { InterventionBody, InterventionRecord } from "../schema/record.js";
import { pointer, reject } from "../schema/rejection.js";
import { brandShares } from "./brand-shares.js";
import type { ClockTime } from "./clock.js";
import { isRejection, type LineOrigin, type TransformContext } from "./context.js";
import { inTheFuture, naturalKey, readGeneratedAt, recordHead } from "./head.js";
import { withRemainder } from "./remainder.js";
import { resolveOptional } from "./resolve-optional.js";

/**
 * An event line (formats 3.2, 3.6) as a canonical record.
 *
 * The shares of its results never summed to 100, so `Other` is taken as what the named brands leave, and the record
 * flagged; a line without any time is placed on the date given with its file, else rejected (`no_time`).
 */
export function transformIntervention(
  line: InterventionLine,
  origin: LineOrigin,
  context: TransformContext,
): InterventionRecord | Rejection {
  const time = readWhen(line, context);
  if (isRejection(time)) return time;
  const event = context.names.event(line.event, "/event");
  if (isRejection(event)) return event;
  const names = resolveOptional(line, context.names);
  if (isRejection(names)) return names;
  const endsAt = line.ends_at ? context.clock.read(line.ends_at, "/ends_at") : null;
  if (endsAt !== null && isRejection(endsAt)) return endsAt;
  if (endsAt !== null && endsAt.at < time.at) {
    return reject("out_of_range", {
      field: "/ends_at",
      found: line.ends_at,
      expected: "an end that is not before the timestamp",
    });
  }
  const results = readResults(line, context);
  if (isRejection(results)) return results;
  const generatedAt = readGeneratedAt(line, context);
  if (typeof generatedAt === "object" && generatedAt !== null) return generatedAt;
  const { brand, region, persona } = names;
  const body: InterventionBody = {
    event: event.id,
    type: line.type ?? null,
    brand,
    region,
    persona,
    endsAt: endsAt?.at ?? null,
    parameters: line.params ?? {},
    results: results.cells,
    insights: line.insights,
  };
  // The original's lines name none of the three, so their key is (timestamp, event) as it was.
  const reach = brand ?? region ?? persona;
  const key = naturalKey(
    "intervention",
    reach === null ? [time.at, event.id] : [time.at, event.id, region, persona, brand],
  );
  const repairs = [...event.repairs, ...names.repairs, ...results.repairs];
  const parts = {
    kind: "intervention" as const,
    key,
    time,
    generatedAt,
    revision: line.revision,
    demo: line.demo === true,
    repairs,
  };
  return { kind: "intervention", ...recordHead(parts, { body, origin, context }), ...body };
}

function readWhen(line: InterventionLine, context: TransformContext): ClockTime | Rejection {
  if (line.timestamp) {
    const time = context.clock.read(line.timestamp, "/timestamp");
    if (isRejection(time)) return time;
    const about = { field: "/timestamp", found: line.timestamp, asOf: context.asOf };
    return inTheFuture(time, about) ?? time;
  }
  if (context.date === null) {
    return reject("no_time", {
      field: "/timestamp",
      found: undefined,
      expected: "a time, or a date given with the file: an event without either cannot be placed",
    });
  }
  const time = context.clock.read(context.date, "/timestamp");
  return isRejection(time) ? time : { ...time, repairs: [...time.repairs, "timestamp:file_date"] };
}

interface Results {
  readonly cells: InterventionBody["results"];
  readonly repairs: readonly string[];
}

function readResults(line: InterventionLine, context: TransformContext): Results | Rejection {
  const cells: InterventionBody["results"] = [];
  const repairs: string[] = [];
  for (const [label, cell] of Object.entries(line.results ?? {})) {
    const read = readCell(cell, { label, context });
    if (isRejection(read)) return read;
    cells.push(read.cell);
    repairs.push(...read.repairs);
  }
  cells.sort((a, b) => order(a.persona, b.persona) || order(a.region, b.region));
  return { cells, repairs };
}

function readCell(
  cell: ResultCell,
  { label, context }: { label: string; context: TransformContext },
): { cell: Results["cells"][number]; repairs: readonly string[] } | Rejection {
  const { names } = context;
  const persona = names.persona(cell.group, pointer("results", label, "group"));
  if (isRejection(persona)) return persona;
  const region = names.region(cell.region, pointer("results", label, "region"));
  if (isRejection(region)) return region;
  const named: [string, number][] = [];
  let sum = 0;
  for (const [name, percent] of Object.entries(cell)) {
    if (typeof percent !== "number") continue;
    const brand = names.brand(name, pointer("results", label, name));
    if (isRejection(brand)) return brand;
    const field = pointer("results", label, name);
    if (percent < 0) return reject("negative", { field, found: percent, expected: "at least 0" });
    sum += percent;
    if (brand.id !== "Other") named.push([name, percent / 100]);
  }
  const normal = Math.abs(sum - 100) <= 0.15;
  const flags = normal ? [] : ["shares_not_normalised"];
  const decided =
    named.length === 0 ? null : withRemainder(named, { rest: "Other", repairs: flags });
  if (decided === null) {
    return reject("shares_do_not_sum", {
      field: pointer("results", label),
      found: cell,
      expected: "percent of named brands that sum to at most 100",
    });
  }
  const shares = brandShares(decided, names, "results");
  if (isRejection(shares)) return shares;
  return {
    cell: { persona: persona.id, region: region.id, shares: shares.shares },
    repairs: [...persona.repairs, ...region.repairs, ...shares.repairs],
  };
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
