import type { Names } from "../schema/names.js";
import { type CustomerEvent, SCORES, type Score } from "../schema/profile.js";
import { applyConsent, type ConsentFold } from "./consent.js";
import { applyOrderEvent, type Order } from "./order.js";

/** Names that traits and products are read with. */
export type ProfileNames = Pick<Names, "brandOrNew" | "personaOrNew">;

/** A score as it was told at one time. */
export interface ToldScore {
  readonly date: string;
  readonly value: number;
}

/** The trait, or the property of a tracked survey, that tells a score. */
const SCORE_NAMES: Readonly<Record<Score, string>> = {
  satisfaction: "satisfaction",
  gamification: "gamification",
  efficiency: "efficiency",
  digitalAdoption: "digital_adoption",
};

/** Events of one customer taken together, one after the other in order of instant, then key. */
export class CustomerFold {
  readonly traits: Record<string, unknown> = {};
  readonly orders = new Map<string, Order>();
  readonly consent: ConsentFold = { categories: new Map(), trait: null };
  /** Local dates with a track, page or screen event. */
  readonly activeDates = new Set<string>();
  /** What was told of each score, in order of time. */
  readonly scores: Readonly<Record<Score, ToldScore[]>> = {
    satisfaction: [],
    gamification: [],
    efficiency: [],
    digitalAdoption: [],
  };
  readonly #names: ProfileNames;
  events = 0;
  firstSeenAt = Number.POSITIVE_INFINITY;
  firstDate = "";
  lastSeenAt = Number.NEGATIVE_INFINITY;
  region: string | null = null;
  demo = false;

  constructor(names: ProfileNames) {
    this.#names = names;
  }

  add(event: CustomerEvent): void {
    this.events += 1;
    if (this.events === 1) this.firstSeenAt = event.at;
    if (this.firstDate === "" || event.date < this.firstDate) this.firstDate = event.date;
    this.lastSeenAt = event.at;
    this.region = event.region ?? this.region;
    this.demo ||= event.demo;
    if (event.type === "track" || event.type === "page" || event.type === "screen") {
      this.activeDates.add(event.date);
    }
    if (event.type === "identify") this.#learn(event.traits);
    for (const score of SCORES) {
      const told = event.type === "identify" ? event.traits : event.properties;
      const value = told[SCORE_NAMES[score]];
      if (event.type !== "identify" && (event.type !== "track" || score !== "satisfaction"))
        continue;
      if (isFraction(value)) this.scores[score].push({ date: event.date, value });
    }
    applyConsent(this.consent, event);
    applyOrderEvent(this.orders, event, this.#names);
  }

  /** Persona by the trait `persona`. */
  get persona(): string | null {
    const { persona } = this.traits;
    if (typeof persona !== "string" || persona.trim() === "") return null;
    return this.#names.personaOrNew(persona);
  }

  /** A score as of the end of a local date. */
  scoreAt(score: Score, date: string): number | null {
    return this.scores[score].findLast((told) => told.date <= date)?.value ?? null;
  }

  /** The last value of each trait stands; null takes a trait away. */
  #learn(traits: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(traits)) {
      if (value === null || value === undefined) delete this.traits[name];
      else {
        Object.defineProperty(this.traits, name, {
          value,
          enumerable: true,
          configurable: true,
          writable: true,
        });
      }
    }
  }
}

function isFraction(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= 1;
}
