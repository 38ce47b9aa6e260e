import type { CellSeries } from "../schema/history.js";
import type { Shares } from "../schema/record.js";
import { dayOfDate } from "../schema/time-text.js";
import { WeightedMean } from "./weighted-mean.js";

interface Point {
  readonly date: string;
  readonly people: number | null;
  readonly shares: Shares;
}

/** Gathers the behaviour rows of one cell and gives them back as columns by day. */
export class CellColumns {
  readonly #persona: string;
  readonly #region: string;
  readonly #byDay = new Map<number, Point[]>();

  constructor({ persona, region }: { persona: string; region: string }) {
    this.#persona = persona;
    this.#region = region;
  }

  add(point: Point): void {
    const day = dayOfDate(point.date);
    const points = this.#byDay.get(day);
    if (points === undefined) this.#byDay.set(day, [point]);
    else points.push(point);
  }

  series(brands: readonly string[]): CellSeries {
    const days = Int32Array.from(this.#byDay.keys()).sort();
    const people = new Float64Array(days.length);
    const shares = new Float64Array(days.length * brands.length);
    for (const [row, day] of days.entries()) {
      const points = this.#byDay.get(day) ?? [];
      people[row] = totalPeople(points);
      for (const [column, brand] of brands.entries()) {
        shares[row * brands.length + column] = dayShare(points, brand);
      }
    }
    return { persona: this.#persona, region: this.#region, days, people, shares };
  }
}

function totalPeople(points: readonly Point[]): number {
  let sum = 0;
  let known = false;
  for (const { people } of points) {
    if (people === null) continue;
    sum += people;
    known = true;
  }
  return known ? sum : Number.NaN;
}

function dayShare(points: readonly Point[], brand: string): number {
  const [only] = points;
  if (only !== undefined && points.length === 1) return only.shares[brand] ?? 0;
  const mean = new WeightedMean();
  for (const { shares, people } of points) mean.add(shares[brand] ?? 0, people);
  return mean.value ?? 0;
}
