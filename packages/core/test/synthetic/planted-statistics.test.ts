import { describe, expect, it } from "vitest";
import { chiSquaredTail } from "../../src/math/index.js";
import {
  behaviourLines,
  choiceDays,
  customerEventLines,
  marketDays,
  marketLines,
  planTruth,
  type Truth,
} from "../../src/synthetic/index.js";

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;
const variance = (values: readonly number[]) => {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** 2));
};

/** A truth in which nothing ever changes, so that every day has the reference conditions. */
function still(truth: Truth): Truth {
  const brands = truth.brands.map((brand) => ({ ...brand, temperature: 0, rain: 0, holiday: 0 }));
  return { ...truth, brands };
}

/** Pearson's statistic for counts against probabilities. */
function pearson(counts: readonly number[], shares: ArrayLike<number>): number {
  const total = sum(counts);
  return sum(counts.map((count, j) => (count - total * shares[j]!) ** 2 / (total * shares[j]!)));
}

describe("the lines of a planted market", () => {
  it("survey the planted shares with no more and no less than sampling error", () => {
    const truth = planTruth({ days: 400, seed: 3, personas: 3, brands: 4 });
    const lines = behaviourLines(truth);
    let statistic = 0;
    let degrees = 0;
    for (const { cells } of choiceDays(truth)) {
      for (const { share } of cells) {
        const line = JSON.parse(lines.next().value ?? "");
        const counts = truth.brands.map(({ name }) => Number(line.brand_distribution[name]));
        expect(sum(counts)).toBe(truth.people);
        statistic += pearson(counts, share);
        degrees += counts.length - 1;
      }
    }
    expect(degrees).toBe(400 * 6 * 3);
    expect(chiSquaredTail(statistic, degrees)).toBeGreaterThan(0.01);
    expect(chiSquaredTail(statistic, degrees)).toBeLessThan(0.99);
  });

  it("sell units that vary as a Poisson count about what the cells buy", () => {
    const truth = planTruth({ days: 300, seed: 4 });
    const lines = marketLines(truth);
    let statistic = 0;
    let count = 0;
    for (const { cells } of choiceDays(truth)) {
      for (const region of truth.regions) {
        for (const j of truth.brands.keys()) {
          const here = cells.filter(({ cell }) => cell.region === region.id);
          const expected = sum(
            here.map(({ cell, buying, bought }) => cell.population * buying * bought[j]!),
          );
          const units = Number(JSON.parse(lines.next().value ?? "").units);
          statistic += (units - expected) ** 2 / expected;
          count++;
        }
      }
    }
    expect(chiSquaredTail(statistic, count)).toBeGreaterThan(0.01);
    expect(chiSquaredTail(statistic, count)).toBeLessThan(0.99);
  });

  it("let the transition matrix be counted from customers' orders", () => {
    const truth = still(
      planTruth({ days: 150, customers: 800, priceVariation: 0, promotions: false, seed: 5 }),
    );
    const names = truth.brands.map(({ name }) => name);
    const counts = new Map(
      truth.cells.map(({ persona, region }) => [
        `${truth.personas.find(({ id }) => id === persona)?.name}/${truth.regions.find(({ id }) => id === region)?.name}`,
        names.map(() => names.map(() => 0)),
      ]),
    );
    const persona = new Map<string, string>();
    const last = new Map<string, number>();
    for (const line of customerEventLines(truth)) {
      const event = JSON.parse(line);
      if (event.type === "identify") {
        persona.set(event.userId, event.traits.persona);
        continue;
      }
      const brand = names.indexOf(event.properties.products[0].brand);
      const cell = `${persona.get(event.userId)}/${event.properties.region}`;
      const before = last.get(event.userId);
      const row = before === undefined ? undefined : counts.get(cell)?.[before];
      if (row !== undefined) row[brand] = row[brand]! + 1;
      last.set(event.userId, brand);
    }
    for (const [c, table] of [...counts.values()].entries()) {
      const { matrix, key } = truth.cells[c]!;
      const statistic = sum(table.map((row, i) => pearson(row, matrix[i]!)));
      expect(sum(table.flat()), key).toBeGreaterThan(4000);
      expect(chiSquaredTail(statistic, names.length * (names.length - 1)), key).toBeGreaterThan(
        0.005,
      );
      for (const [i, row] of table.entries()) {
        for (const [j, count] of row.entries()) {
          expect(Math.abs(count / sum(row) - matrix[i]![j]!), key).toBeLessThan(0.03);
        }
      }
    }
  });

  it("stay at the choice row when nothing changes", () => {
    const truth = still(planTruth({ days: 30, priceVariation: 0, promotions: false }));
    for (const { cells } of choiceDays(truth)) {
      for (const { cell, share, choice, buying } of cells) {
        for (const [j, expected] of cell.choice.entries()) {
          expect(share[j]).toBeCloseTo(expected, 12);
          expect(choice[j]).toBeCloseTo(expected, 12);
        }
        expect(buying).toBeCloseTo(
          truth.personas.find(({ id }) => id === cell.persona)?.buying ?? 0,
          12,
        );
      }
    }
  });

  it("spread prices as wide as was asked, each brand and region on its own path", () => {
    const truth = planTruth({ days: 4000, regions: 4, seed: 6, priceVariation: 0.08 });
    const logs = truth.regions.map(() => truth.brands.map((): number[] => []));
    for (const { regions } of marketDays(truth)) {
      for (const [r, { brands }] of regions.entries()) {
        for (const [j, { price }] of brands.entries()) {
          logs[r]![j]!.push(Math.log(price / truth.brands[j]!.price));
        }
      }
    }
    const deviations = logs.flat().map((path) => Math.sqrt(variance(path)));
    expect(mean(deviations)).toBeGreaterThan(0.07);
    expect(mean(deviations)).toBeLessThan(0.09);
    const [first, second] = [logs[0]![0]!, logs[1]![0]!];
    const covariance = mean(first.map((x, t) => x * second[t]!)) - mean(first) * mean(second);
    const correlation = covariance / Math.sqrt(variance(first) * variance(second));
    expect(correlation).toBeGreaterThan(0.2);
    expect(correlation).toBeLessThan(0.6);
  });

  it("vary beyond sampling as much as overdispersion says", () => {
    const overdispersion = 0.004;
    const truth = still(
      planTruth({
        days: 3000,
        personas: 1,
        regions: 1,
        priceVariation: 0,
        promotions: false,
        overdispersion,
      }),
    );
    const shares: number[] = [];
    for (const line of behaviourLines(truth)) {
      shares.push(JSON.parse(line).brand_distribution["7-11"] / truth.people);
    }
    const x = truth.cells[0]!.choice[0]!;
    const expected = x * (1 - x) * (overdispersion + (1 - overdispersion) / truth.people);
    expect(Math.abs(mean(shares) - x)).toBeLessThan(4 * Math.sqrt(expected / shares.length));
    expect(variance(shares) / expected).toBeGreaterThan(0.9);
    expect(variance(shares) / expected).toBeLessThan(1.1);
  });

  it("wander when intercepts drift", () => {
    const ends = [0, 0.05].map((drift) => {
      const truth = still(
        planTruth({ days: 200, regions: 20, drift, priceVariation: 0, promotions: false }),
      );
      const days = [...choiceDays(truth)];
      const end = days.at(-1)?.cells ?? [];
      return mean(end.map(({ cell, choice }) => Math.abs(choice[0]! - cell.choice[0]!)));
    });
    expect(ends[0]).toBeLessThan(1e-12);
    expect(ends[1]).toBeGreaterThan(0.03);
  });
});
