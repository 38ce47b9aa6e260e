import * as z from "zod";
import { CoreError } from "../../error.js";
import type { EventEntry } from "../../schema/catalogue.js";
import { nearestName } from "../../schema/fold-name.js";
import type { Names } from "../../schema/names.js";
import { MOST_INTERVENTIONS } from "../../schema/scenario.js";
import { EVENT_TYPES, SimulationParameters, SimulationRequest } from "../model/simulation.js";
import { PARAMETER_NAMES } from "./parameter-owner.js";
import { parsedAs, shown } from "./parsed-as.js";
import { RUN_OPTIONS, type RunOptions, readOptions } from "./read-options.js";

type EventType = (typeof EVENT_TYPES)[number];

/** One change as it was asked for: its headline, and parameters with names as they came. */
export interface AskedChange {
  readonly type: EventType | null;
  readonly event: EventEntry | null;
  readonly parameters: SimulationParameters;
  /** Where its parameters stand in the body. */
  readonly pointer: string;
  readonly startDay: number | undefined;
  readonly durationDays: number | undefined;
  readonly persona: string | undefined;
  readonly region: string | undefined;
}

/** A body of `POST /api/v1/simulate`, checked in form; names are not resolved yet. */
export interface AskedSimulation {
  readonly changes: readonly AskedChange[];
  readonly persona: string | undefined;
  readonly region: string | undefined;
  readonly durationDays: number | undefined;
  readonly seed: number | undefined;
  readonly draws: number | undefined;
  readonly replications: number | undefined;
  readonly margin: Readonly<Record<string, number>> | undefined;
  readonly options: RunOptions;
}

const HEAD_KEYS = ["event", "event_type", "parameters", "persona", "region"] as const;
const RUN_KEYS = [
  "interventions",
  "duration_days",
  "seed",
  "draws",
  "replications",
  "margin",
  ...RUN_OPTIONS,
] as const;
const CHANGE_KEYS = ["type", "start_day", "duration_days"] as const;

/** `startDay` and `start_day` are the same key. */
const snake = (key: string) => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * Reads a request body in any of its forms: nested parameters, flat beside `event`, or stacked interventions.
 *
 * @throws CoreError `invalid_input` | `unknown_key` | `out_of_range`
 */
export function readBody(
  body: unknown,
  { names, events, series = false }: ReadContext & { readonly series?: boolean },
): AskedSimulation {
  const fields = asObject(body, "");
  const known = [...HEAD_KEYS, ...RUN_KEYS, ...PARAMETER_NAMES];
  checkKeys(fields, { known, pointer: "" });
  const context = { names, events };
  const stacked = fields.interventions;
  if (stacked !== undefined && !Array.isArray(stacked)) {
    throw invalid("/interventions", `found ${shown(stacked)}, expected a list`);
  }
  const head = changeOf(fields, { ...context, pointer: "" });
  const stack = (stacked ?? []).map((one: unknown, i: number) => {
    const pointer = `/interventions/${i}`;
    const given = asObject(one, pointer);
    checkKeys(given, { known: [...HEAD_KEYS, ...CHANGE_KEYS, ...PARAMETER_NAMES], pointer });
    return changeOf(given, { ...context, pointer });
  });
  if (stack.length > MOST_INTERVENTIONS) {
    const detail = `found ${stack.length} interventions, expected at most ${MOST_INTERVENTIONS}`;
    throw new CoreError("out_of_range", detail, [{ pointer: "/interventions", detail }]);
  }
  const hasHead = head.type !== null || Object.keys(head.parameters).length > 0;
  return {
    changes: hasHead ? [head, ...stack] : stack,
    persona: textAt(fields, { key: "persona", pointer: "" }),
    region: textAt(fields, { key: "region", pointer: "" }),
    durationDays:
      wholeAt(fields, { key: "duration_days", pointer: "", low: 1, high: 365 }) ??
      head.durationDays,
    seed: wholeAt(fields, { key: "seed", pointer: "", low: 0, high: 4294967295 }),
    draws: wholeAt(fields, { key: "draws", pointer: "", low: 0, high: 10000 }),
    replications: wholeAt(fields, { key: "replications", pointer: "", low: 0, high: 1000 }),
    margin: marginOf(fields.margin),
    options: readOptions(fields, { series }),
  };
}

interface ReadContext {
  readonly names: Names;
  readonly events: readonly EventEntry[];
}

type Fields = Readonly<Record<string, unknown>>;

function asObject(value: unknown, pointer: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalid(pointer, `found ${shown(value)}, expected an object`);
  }
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [snake(key), entry]));
}

/** Unknown keys that are told of: finding the nearest name to each takes time. */
const MOST_TOLD = 20;

function checkKeys(
  fields: Fields,
  { known, pointer }: { known: readonly string[]; pointer: string },
): void {
  const unknown = Object.keys(fields).filter((key) => !known.includes(key));
  const details = unknown.slice(0, MOST_TOLD).map((key) => ({
    pointer: `${pointer}/${key.slice(0, 100)}`,
    detail: `unknown key "${key.slice(0, 100)}"; did you mean "${nearestName(key, known)}"?`,
  }));
  const [first] = details;
  if (first) throw new CoreError("unknown_key", first.detail, details);
}

function changeOf(
  fields: Fields,
  { names, events, pointer }: ReadContext & { pointer: string },
): AskedChange {
  const { type, event } = headline(fields, { names, events, pointer });
  const nested = fields.parameters;
  const inside = nested === undefined ? {} : asObject(nested, `${pointer}/parameters`);
  checkKeys(inside, {
    known: [...PARAMETER_NAMES, "duration_days"],
    pointer: `${pointer}/parameters`,
  });
  const flat = Object.fromEntries(
    Object.entries(fields).filter(([key]) => PARAMETER_NAMES.includes(key) && key !== "region"),
  );
  for (const key of Object.keys(flat)) {
    if (key in inside) {
      throw invalid(`${pointer}/${key}`, `${key} stands both beside and inside "parameters"`);
    }
  }
  const at = nested === undefined ? pointer : `${pointer}/parameters`;
  const { duration_days, ...given } = inside;
  const outer = pointer === "" ? undefined : fields.duration_days;
  return {
    type,
    event,
    parameters: parametersOf({ ...event?.parameters, ...flat, ...given }, at),
    pointer: at,
    startDay: wholeAt(fields, { key: "start_day", pointer, low: 0, high: 364 }),
    durationDays: wholeAt(
      { duration_days: duration_days ?? outer },
      { key: "duration_days", pointer: at, low: 1, high: 365 },
    ),
    persona: pointer === "" ? undefined : textAt(fields, { key: "persona", pointer }),
    region: pointer === "" ? undefined : textAt(fields, { key: "region", pointer }),
  };
}

/**
 * The event type, and the event of the catalogue whose parameters are meant.
 *
 * An event acts whatever type is named beside it, as every parameter does.
 */
function headline(
  fields: Fields,
  context: ReadContext & { pointer: string },
): { type: EventType | null; event: EventEntry | null } {
  const [byType, byShort, byEvent] = ["event_type", "type", "event"].map((key) =>
    named(fields, key, context),
  );
  const event = byEvent?.event ?? null;
  const types = [byType, byShort, event ? null : byEvent].flatMap((one) => one?.type ?? []);
  const [type = event?.type ?? null] = types;
  if (types.some((other) => other !== type)) {
    const found = types.map((other) => `"${other}"`).join(" and ");
    throw invalid(`${context.pointer}/event`, `found ${found}, expected one kind of change`);
  }
  return { type, event };
}

function named(
  fields: Fields,
  key: string,
  { names, events, pointer }: ReadContext & { pointer: string },
): { type: EventType; event: EventEntry | null } | null {
  const asked = fields[key];
  if (asked === undefined || asked === null) return null;
  const type = EVENT_TYPES.find((known) => known === asked);
  if (type) return { type, event: null };
  const id = key === "event" && typeof asked === "string" ? names.event(asked) : null;
  const event = events.find((entry) => entry.id === id);
  if (event) return { type: event.type, event };
  const known = [...EVENT_TYPES, ...(key === "event" ? names.ids("event") : [])];
  const near = typeof asked === "string" ? nearestName(asked, known) : null;
  throw invalid(
    `${pointer}/${key}`,
    `found ${shown(asked)}, expected one of ${known.join(", ")}${near ? `; did you mean "${near}"?` : ""}`,
  );
}

function parametersOf(values: Fields, pointer: string): SimulationParameters {
  checkBrands(values.price, `${pointer}/price`);
  return parsedAs(SimulationParameters, values, pointer);
}

const Margin = z.strictObject({ margin: SimulationRequest.shape.margin });

/** Margins by brand, for the whole run. */
function marginOf(value: unknown): z.infer<typeof Margin>["margin"] {
  checkBrands(value, "/margin");
  return parsedAs(Margin, value === undefined ? {} : { margin: value }, "").margin;
}

/** The one name that an object cannot be asked for. */
function checkBrands(values: unknown, pointer: string): void {
  if (typeof values === "object" && values !== null && Object.hasOwn(values, "__proto__")) {
    throw invalid(`${pointer}/__proto__`, 'found brand "__proto__", expected a known brand');
  }
}

function textAt(
  fields: Fields,
  { key, pointer }: { key: string; pointer: string },
): string | undefined {
  const value = fields[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string" && value.trim() !== "") return value;
  throw invalid(`${pointer}/${key}`, `found ${shown(value)}, expected a name`);
}

function wholeAt(
  fields: Fields,
  { key, pointer, low, high }: { key: string; pointer: string; low: number; high: number },
): number | undefined {
  const value = fields[key];
  if (value === undefined) return undefined;
  const detail = `found ${shown(value)}, expected a whole number from ${low} to ${high}`;
  if (typeof value !== "number" || !Number.isInteger(value))
    throw invalid(`${pointer}/${key}`, detail);
  if (value >= low && value <= high) return value;
  throw new CoreError("out_of_range", `${key}: ${detail}`, [
    { pointer: `${pointer}/${key}`, detail },
  ]);
}

function invalid(pointer: string, detail: string): CoreError {
  return new CoreError("invalid_input", `${pointer || "body"}: ${detail}`, [{ pointer, detail }]);
}
