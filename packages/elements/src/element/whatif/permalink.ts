import { NEUTRAL, type WhatifScenario } from "./scenario.js";

/** What a link re-opens: the scenario, whom it is about, and the digests of what its maker saw. */
export interface Permalink {
  readonly scenario: WhatifScenario;
  readonly persona: string | null;
  readonly region: string | null;
  readonly brand: string | null;
  /** First characters of the twin's and the result's digests; null where the maker had none. */
  readonly twinDigest: string | null;
  readonly resultDigest: string | null;
}

/** What may be named in a link. */
export interface KnownNames {
  readonly personas: readonly string[];
  readonly regions: readonly string[];
  readonly brands: readonly string[];
}

/** A link that cannot be followed: which part of it, and why. */
export class PermalinkError extends Error {
  override readonly name = "PermalinkError";
}

const VERSION = "1";
const DIGEST_LENGTH = 12;

type NumberKey = {
  [Key in keyof WhatifScenario]: WhatifScenario[Key] extends number ? Key : never;
}[keyof WhatifScenario];

const NUMBERS: readonly (readonly [short: string, key: NumberKey, min: number, max: number])[] = [
  ["ps", "priceSensitivity", 0.5, 2],
  ["el", "electricityPrice", 0.5, 3],
  ["di", "discount", 0, 0.9],
  ["pt", "pointMultiplier", 0.5, 5],
  ["in", "intensity", 0, 2],
  ["st", "strength", 0, 1],
  ["si", "similarity", 0, 1],
  ["tv", "triggerValue", -100, 100],
  ["d", "days", 1, 365],
];
const ACTIONS = ["price", "promotion", "entry", "exit", "distribution"] as const;
const TRIGGERS = ["temperature", "rain", "comfort", "holiday", "sentiment", "trend"] as const;

/** A scenario as a short text for a URL's fragment; what is neutral is left out. */
export function encodePermalink(link: Permalink): string {
  const { scenario } = link;
  const fields: [string, string][] = [];
  const put = (key: string, value: string | null) => {
    if (value !== null) fields.push([key, encodeURIComponent(value)]);
  };
  put("pe", link.persona);
  put("re", link.region);
  put("br", link.brand);
  const prices = Object.entries(scenario.prices).filter(([, multiplier]) => multiplier !== 1);
  if (prices.length > 0) {
    const list = prices.map(([brand, multiplier]) => `${encodeURIComponent(brand)}*${multiplier}`);
    fields.push(["p", list.join(",")]);
  }
  for (const [short, key] of NUMBERS) {
    if (scenario[key] !== NEUTRAL[key]) put(short, String(scenario[key]));
  }
  put("pb", scenario.promotionBrand);
  if (scenario.bogo) put("bo", "1");
  put("at", scenario.attacker);
  put("ta", scenario.target);
  if (scenario.action !== NEUTRAL.action) put("ac", scenario.action);
  if (scenario.trigger !== NEUTRAL.trigger) put("tr", scenario.trigger);
  put("td", link.twinDigest?.slice(0, DIGEST_LENGTH) ?? null);
  put("rd", link.resultDigest?.slice(0, DIGEST_LENGTH) ?? null);
  return [VERSION, ...fields.map(([key, value]) => `${key}=${value}`)].join(";");
}

function numberIn(key: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (text === "" || !Number.isFinite(value) || value < min || value > max) {
    throw new PermalinkError(`${key}: found "${text}", expected a number from ${min} to ${max}`);
  }
  return value;
}

function oneOf<const Choice extends string>(
  key: string,
  text: string,
  choices: readonly Choice[],
): Choice {
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) {
    throw new PermalinkError(`${key}: "${text}" is not one of ${choices.join(", ")}`);
  }
  return choice;
}

function pricesOf(text: string, brands: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    text.split(",").map((part) => {
      const at = part.lastIndexOf("*");
      const brand = oneOf("p", decodeURIComponent(part.slice(0, Math.max(at, 0))), brands);
      return [brand, numberIn("p", part.slice(at + 1), 0.1, 10)];
    }),
  );
}

/**
 * Reads what `encodePermalink` wrote.
 *
 * @throws PermalinkError for another version, an unknown key or name, or a number out of its range
 */
export function decodePermalink(text: string, known: KnownNames): Permalink {
  const [version, ...parts] = text.split(";");
  if (version !== VERSION) {
    throw new PermalinkError(`found version "${version?.slice(0, 20)}", expected ${VERSION}`);
  }
  let scenario = NEUTRAL;
  let link: Omit<Permalink, "scenario"> = {
    persona: null,
    region: null,
    brand: null,
    twinDigest: null,
    resultDigest: null,
  };
  for (const part of parts) {
    const at = part.indexOf("=");
    const key = part.slice(0, Math.max(at, 0));
    const value = decoded(part.slice(at + 1));
    const number = NUMBERS.find(([short]) => short === key);
    if (number) {
      const [short, name, min, max] = number;
      const read = numberIn(short, value, min, max);
      scenario = { ...scenario, [name]: name === "days" ? Math.round(read) : read };
      continue;
    }
    switch (key) {
      case "pe":
        link = { ...link, persona: oneOf(key, value, known.personas) };
        break;
      case "re":
        link = { ...link, region: oneOf(key, value, known.regions) };
        break;
      case "br":
        link = { ...link, brand: oneOf(key, value, known.brands) };
        break;
      case "p":
        scenario = { ...scenario, prices: pricesOf(part.slice(at + 1), known.brands) };
        break;
      case "pb":
        scenario = { ...scenario, promotionBrand: oneOf(key, value, known.brands) };
        break;
      case "bo":
        scenario = { ...scenario, bogo: oneOf(key, value, ["1"]) === "1" };
        break;
      case "at":
        scenario = { ...scenario, attacker: value };
        break;
      case "ta":
        scenario = { ...scenario, target: oneOf(key, value, known.brands) };
        break;
      case "ac":
        scenario = { ...scenario, action: oneOf(key, value, ACTIONS) };
        break;
      case "tr":
        scenario = { ...scenario, trigger: oneOf(key, value, TRIGGERS) };
        break;
      case "td":
        link = { ...link, twinDigest: value.slice(0, DIGEST_LENGTH) };
        break;
      case "rd":
        link = { ...link, resultDigest: value.slice(0, DIGEST_LENGTH) };
        break;
      default:
        throw new PermalinkError(`"${key.slice(0, 20)}" is not a part of a scenario`);
    }
  }
  return { scenario: withAttacker(scenario, known), ...link };
}

const LONGEST_NAME = 40;

/** An entrant may have any new name; any other competitor is a brand that is there. */
function withAttacker(scenario: WhatifScenario, { brands }: KnownNames): WhatifScenario {
  const { attacker, action } = scenario;
  if (attacker === null) return scenario;
  if (action !== "entry") return { ...scenario, attacker: oneOf("at", attacker, brands) };
  if (attacker === "" || attacker.length > LONGEST_NAME || brands.includes(attacker)) {
    throw new PermalinkError(`at: "${attacker.slice(0, LONGEST_NAME)}" cannot enter the market`);
  }
  return scenario;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new PermalinkError(`"${text.slice(0, 40)}" is not readable`, { cause });
  }
}

/** The part of a fragment that belongs to one element, or null; `#a=1&cdp-whatif=…` has several parts. */
export function readFragment(fragment: string, key: string): string | null {
  const parts = fragment.replace(/^#/, "").split("&");
  const own = parts.find((part) => part.startsWith(`${key}=`));
  return own === undefined ? null : own.slice(key.length + 1);
}

/** The fragment with one element's part replaced and the others as they were. */
export function writeFragment(fragment: string, key: string, value: string): string {
  const others = fragment
    .replace(/^#/, "")
    .split("&")
    .filter((part) => part !== "" && !part.startsWith(`${key}=`));
  return `#${[...others, `${key}=${value}`].join("&")}`;
}
