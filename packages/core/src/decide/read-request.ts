import { CoreError, type ErrorDetail } from "../error.js";
import {
  type LeverOption,
  RecommendationRequest,
  type RecommendationRequestInput,
} from "../schema/recommendation-request.js";
import type { Twin } from "../schema/twin.js";
import { LEVER_DOMAINS } from "./lever-domain.js";

/**
 * Reads a request and checks it against its twin.
 *
 * @throws CoreError `invalid_input`, `out_of_range` (levels, bounds that contradict each other, a budget or margin that cannot
 * be), `unknown_brand` | `unknown_persona` | `unknown_region`, with the place of each
 */
export function readRequest(twin: Twin, input: RecommendationRequestInput): RecommendationRequest {
  const parsed = RecommendationRequest.safeParse(input);
  if (!parsed.success) {
    throw new CoreError(
      "invalid_input",
      "not a request for a recommendation",
      parsed.error.issues.map(({ path, message }) => ({
        pointer: path.map((part) => `/${String(part)}`).join(""),
        detail: message,
      })),
    );
  }
  const request = parsed.data;
  const { constraints, economics, budget } = request;
  const known = namesOf(twin);
  checkNames(known, "brand", namedAt("/brands", request.brands));
  checkNames(known, "brand", namedAt("/constraints/brands", constraints.brands));
  checkNames(known, "region", namedAt("/constraints/regions", constraints.regions));
  checkNames(known, "persona", namedAt("/constraints/personas", constraints.personas));
  for (const [place, names] of [
    ["/economics/margin", economics.margin],
    ["/constraints/price", constraints.price],
    ["/constraints/shareFloor", constraints.shareFloor],
    ["/constraints/marginFloor", constraints.marginFloor],
  ] as const) {
    if (typeof names === "object") checkNames(known, "brand", keysAt(place, names));
  }
  if (budget !== undefined && budget < 0) {
    throw outside("/budget", `a budget of ${budget}`, "0 or more");
  }
  for (const [brand, margin] of Object.entries(economics.margin)) {
    if (margin < 0 || margin >= 1) {
      throw outside(`/economics/margin/${brand}`, `a margin of ${margin}`, "0 or more, below 1");
    }
  }
  checkBounds(request);
  for (const [at, lever] of (request.levers ?? []).entries()) checkLever(known, request, lever, at);
  return request;
}

type Kind = "brand" | "persona" | "region";
type Named = readonly (readonly [pointer: string, name: string])[];
type Known = Readonly<Record<Kind, readonly string[]>>;

function namesOf(twin: Twin): Known {
  return {
    brand: twin.brands,
    persona: [...new Set(twin.cells.map(({ persona }) => persona))],
    region: [...new Set(twin.cells.map(({ region }) => region))],
  };
}

const namedAt = (place: string, names: readonly (string | null)[] | undefined): Named =>
  (names ?? []).flatMap((name, i) => (name === null ? [] : [[`${place}/${i}`, name] as const]));

const keysAt = (place: string, values: object): Named =>
  Object.keys(values).map((name) => [`${place}/${name}`, name]);

function checkNames(known: Known, kind: Kind, named: Named): void {
  for (const [pointer, name] of named) {
    if (known[kind].includes(name)) continue;
    throw new CoreError(`unknown_${kind}`, `unknown ${kind} ${JSON.stringify(name)}`, [
      { pointer, detail: `expected one of ${known[kind].join(", ")}` },
    ]);
  }
}

function outside(pointer: string, found: string, expected: string): CoreError {
  const details: ErrorDetail[] = [{ pointer, detail: `expected ${expected}` }];
  return new CoreError("out_of_range", `${found}: expected ${expected}`, details);
}

function checkBounds({ constraints, durationDays }: RecommendationRequest): void {
  const { marginFloor, price, shareFloor, blackouts } = constraints;
  const floors =
    typeof marginFloor === "number"
      ? [["", marginFloor] as const]
      : Object.entries(marginFloor ?? {});
  for (const [brand, floor] of floors) {
    if (floor < 1) continue;
    const pointer = `/constraints/marginFloor${brand === "" ? "" : `/${brand}`}`;
    throw outside(
      pointer,
      `a margin floor of ${floor}`,
      "below 1: no price leaves more than itself",
    );
  }
  for (const [brand, { low = 0, high = Number.MAX_VALUE }] of Object.entries(price)) {
    if (low > high || high <= 0) {
      const pointer = `/constraints/price/${brand}`;
      throw outside(pointer, `prices from ${low} to ${high}`, "low at or below high, high above 0");
    }
  }
  let floored = 0;
  for (const [brand, floor] of Object.entries(shareFloor)) {
    if (!(floor >= 0 && floor <= 1)) {
      throw outside(`/constraints/shareFloor/${brand}`, `a share floor of ${floor}`, "0 to 1");
    }
    floored += floor;
  }
  if (floored > 1 + 1e-12) {
    throw outside("/constraints/shareFloor", `share floors that sum to ${floored}`, "at most 1");
  }
  for (const [i, { from, to }] of blackouts.entries()) {
    if (from > to) {
      throw outside(
        `/constraints/blackouts/${i}`,
        `dates from ${from} to ${to}`,
        "from at or before to",
      );
    }
  }
  if (durationDays < 1) throw outside("/durationDays", `${durationDays} days`, "1 or more");
}

function checkLever(
  known: Known,
  { durationDays }: RecommendationRequest,
  lever: LeverOption,
  at: number,
): void {
  const place = `/levers/${at}`;
  checkNames(known, "brand", [[`${place}/brand`, lever.brand]]);
  checkNames(known, "persona", namedAt(`${place}/personas`, lever.personas));
  checkNames(known, "region", namedAt(`${place}/regions`, lever.regions));
  const { low: least, high: most } = LEVER_DOMAINS[lever.lever];
  const levels = [
    ["low", lever.low],
    ["high", lever.high],
    ...(lever.values ?? []).map((value, i) => [`values/${i}`, value] as const),
  ] as const;
  for (const [field, level] of levels) {
    if (level === undefined) continue;
    if (lever.lever === "bogo") {
      const detail = "bogo is on or off and has no levels";
      throw new CoreError("no_lever", detail, [{ pointer: `${place}/${field}`, detail }]);
    }
    if (level < least || level > most) {
      throw outside(`${place}/${field}`, `${lever.lever} ${level}`, `${least} to ${most}`);
    }
  }
  if (lever.values && (lever.low !== undefined || lever.high !== undefined)) {
    const detail = "expected either values or low and high";
    throw new CoreError("invalid_input", `lever ${at} has values and a range`, [
      { pointer: `${place}/values`, detail },
    ]);
  }
  if (lever.low !== undefined && lever.high !== undefined && lever.low > lever.high) {
    throw outside(
      place,
      `${lever.lever} from ${lever.low} to ${lever.high}`,
      "low at or below high",
    );
  }
  for (const [i, day] of lever.startDays.entries()) {
    if (day >= durationDays) {
      throw outside(
        `${place}/startDays/${i}`,
        `a start on day ${day} of ${durationDays}`,
        "a day within the horizon",
      );
    }
  }
}
