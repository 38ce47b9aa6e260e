import type { Rejection } from "../schema/dead-letter.js";
import type { AcceptedBehaviour } from "../schema/line/accepted.js";
import type { BehaviourRecord } from "../schema/record.js";
import { brandShares } from "./brand-shares.js";
import type { LineOrigin, TransformContext } from "./context.js";
import { inTheFuture, readGeneratedAt, readRevision, repairsOf } from "./head.js";

/**
 * A behaviour line as a canonical record.
 *
 * @remarks The text that is hashed is written by hand, for speed; it is the canonical JSON of the record without
 * position, raw, repairs and hash (a test holds the two together).
 */
export function transformBehaviour(
  { line, shares: decided }: AcceptedBehaviour,
  origin: LineOrigin,
  context: TransformContext,
): BehaviourRecord | Rejection {
  const time = context.clock.read(line.timestamp, "/timestamp");
  if ("rule" in time) return time;
  const { asOf, names } = context;
  const late = inTheFuture(time, { field: "/timestamp", found: line.timestamp, asOf });
  if (late !== null) return late;
  const persona = names.persona(line.group, "/group");
  if ("rule" in persona) return persona;
  const region = names.region(line.region, "/region");
  if ("rule" in region) return region;
  const shares = brandShares(decided, names);
  if ("rule" in shares) return shares;
  const generatedAt = readGeneratedAt(line, context);
  if (typeof generatedAt === "object" && generatedAt !== null) return generatedAt;

  const { at, offsetMinutes, date } = time;
  const key = `["behaviour",${at},${persona.json},${region.json}]`;
  const people = line.total_personas ?? null;
  const satisfaction = line.avg_satisfaction ?? null;
  const digitalAdoption = line.digital_adoption_rate ?? null;
  const gamification = line.gamification_engagement ?? null;
  const efficiency = line.efficiency_score ?? null;
  const insights = line.key_insights ?? [];
  const demo = line.demo === true;
  // Numbers need no JSON.stringify: they are finite, and a template writes them alike, but for -0.
  const revision = readRevision(line);
  const revised = revision.revision === undefined ? "" : `"revision":${revision.revision},`;
  const content = `{"at":${at},"date":"${date}","demo":${demo},"digitalAdoption":${plus(digitalAdoption)},"efficiency":${plus(efficiency)},"gamification":${plus(gamification)},"generatedAt":${generatedAt},"insights":${context.textsJson(insights)},"key":"[\\"behaviour\\",${at},${persona.quoted},${region.quoted}]","kind":"behaviour","offsetMinutes":${offsetMinutes},"people":${plus(people)},"persona":${persona.json},"region":${region.json},${revised}"satisfaction":${plus(satisfaction)},"shares":${shares.json}}`;
  return {
    kind: "behaviour",
    key,
    hash: context.hash(content),
    at,
    offsetMinutes,
    date,
    generatedAt,
    ...revision,
    repairs: repairsOf(
      origin.repairs,
      time.repairs,
      persona.repairs,
      region.repairs,
      shares.repairs,
    ),
    demo,
    position: origin.position,
    raw: origin.raw,
    persona: persona.id,
    region: region.id,
    people,
    shares: shares.shares,
    satisfaction,
    digitalAdoption,
    gamification,
    efficiency,
    insights,
  };
}

function plus(value: number | null): number | null {
  return value === null ? null : value + 0;
}

/** Repairs of all lists, each once. */
