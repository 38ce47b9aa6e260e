import {
  type CellDay,
  type CellDayTotal,
  SCORES,
  type Score,
  type ScoreTotal,
} from "../schema/profile.js";

/** A part of a total; whole numbers, so that the order of adding tells nothing. */
export interface CellDayPart {
  readonly people: number;
  readonly units: Readonly<Record<string, number>>;
  readonly digitalOrders: number;
  readonly channelOrders: number;
  readonly scores: Readonly<Record<Score, ScoreTotal>>;
  readonly demo: boolean;
}

/** Adds up what customers of one cell did on one day. */
export class CellDaySum {
  readonly #cell: CellDay;
  readonly #units = new Map<string, number>();
  readonly #scores = new Map<Score, { sum: number; people: number }>();
  #people = 0;
  #digitalOrders = 0;
  #channelOrders = 0;
  #demo = false;

  constructor({ persona, region, day }: CellDay) {
    this.#cell = { persona, region, day };
  }

  add({ people, units, digitalOrders, channelOrders, scores, demo }: CellDayPart): void {
    this.#people += people;
    this.#digitalOrders += digitalOrders;
    this.#channelOrders += channelOrders;
    this.#demo ||= demo;
    for (const [brand, count] of Object.entries(units)) {
      this.#units.set(brand, (this.#units.get(brand) ?? 0) + count);
    }
    for (const score of SCORES) {
      const { sum, people: known } = this.#score(score);
      this.#scores.set(score, {
        sum: sum + scores[score].sum,
        people: known + scores[score].people,
      });
    }
  }

  total(): CellDayTotal {
    return {
      ...this.#cell,
      people: this.#people,
      units: Object.fromEntries(this.#units),
      digitalOrders: this.#digitalOrders,
      channelOrders: this.#channelOrders,
      scores: {
        satisfaction: this.#score("satisfaction"),
        gamification: this.#score("gamification"),
        efficiency: this.#score("efficiency"),
        digitalAdoption: this.#score("digitalAdoption"),
      },
      demo: this.#demo,
    };
  }

  #score(score: Score): ScoreTotal {
    return this.#scores.get(score) ?? { sum: 0, people: 0 };
  }
}
