import { CoreError } from "../../error.js";
import { exp, log, square } from "../../math/index.js";
import { checkNumber, checkPrice, numberOf } from "./columns.js";
import type { DemandModel } from "./demand-model.js";
import type { DemandQuestion } from "./demand-row.js";
import type { EstimatedNumber } from "./product-block.js";

/** What is expected of ln units of a row; of counts, of ln mean units. */
export interface LogExpectation {
  readonly value: number;
  /** Of what is uncertain about level and responses. */
  readonly uncertain: number;
  /** Of that and of noise; for counts as if they were many. */
  readonly variance: number;
  readonly smearing: number;
  /** What the variance of counts is made of; null where ln units were fitted. */
  readonly counts: CountSpread | null;
}

/** Variance of units is dispersion × (mean + overdispersion × mean²). */
export interface CountSpread {
  readonly dispersion: number;
  readonly overdispersion: number;
}

interface Column extends EstimatedNumber {
  readonly name: string;
  /** Where the level is measured. */
  readonly mean: number;
}

/** A product as predictions need it. */
interface Block {
  readonly level: number;
  readonly levelVariance: number;
  /** Variance of the level of a group that was not seen, and of its own responses. */
  readonly groupVariance: number;
  readonly prices: readonly Column[];
  readonly effects: readonly Column[];
  readonly noise: number;
  readonly smearing: number;
  readonly counts: CountSpread | null;
  readonly departures: DemandModel["groups"][string];
}

/**
 * What a model expects of rows; a product that it has not seen is a usual one.
 *
 * @returns a function of a row and its position that throws CoreError `not_finite` | `out_of_range` | `invalid_input`
 */
export function expectationOf(
  model: DemandModel,
): (row: DemandQuestion, i: number) => LogExpectation {
  const blocks = new Map(model.products.map((product) => [product, blockOf(model, product)]));
  const unseen = new Map<string, Block>();
  const { own = 0 } = model.heterogeneity;
  return (row, i) => {
    if (typeof row.product !== "string" || !(typeof row.prices === "object" && row.prices)) {
      throw new CoreError("invalid_input", `demand row ${i}: expected a product and its prices`);
    }
    let block = blocks.get(row.product) ?? unseen.get(row.product);
    if (block === undefined) {
      block = unseenBlock(model, { own: row.product, blocks: [...blocks.values()] });
      unseen.set(row.product, block);
    }
    const group = String(row.group);
    const departure = Object.hasOwn(block.departures, group) ? block.departures[group] : undefined;
    const shared = Object.hasOwn(model.groupLevels, group) ? model.groupLevels[group] : undefined;
    let value = block.level + (shared?.value ?? 0) + (departure?.level.value ?? 0);
    let variance =
      block.levelVariance +
      (departure ? square(departure.level.standardError) : block.groupVariance);
    block.prices.forEach((column, j) => {
      const price = row.prices[column.name];
      if (price === null || price === undefined) {
        if (j > 0) return;
        throw new CoreError("invalid_input", `demand row ${i}: expected a price of ${column.name}`);
      }
      checkPrice(price, { i, name: column.name });
      const distance = log(price) - column.mean;
      const response = j === 0 ? departure?.own : undefined;
      value += distance * (column.value + (response?.value ?? 0));
      const spread = j > 0 ? 0 : (response?.standardError ?? own);
      variance += square(distance) * (square(column.standardError) + square(spread));
    });
    for (const column of block.effects) {
      const covariate = numberOf(row[column.name]);
      checkNumber(covariate, { i, column: column.name });
      const distance = covariate - column.mean;
      const response = departure?.effects[column.name];
      const spread = response?.standardError ?? model.heterogeneity[column.name] ?? 0;
      value += distance * (column.value + (response?.value ?? 0));
      variance += square(distance) * (square(column.standardError) + square(spread));
    }
    const { noise, smearing, counts } = block;
    const ofCounts = counts && counts.dispersion * (exp(-value) + counts.overdispersion);
    return {
      value,
      uncertain: variance,
      variance: variance + (ofCounts ?? noise),
      smearing,
      counts,
    };
  };
}

const NOTHING: EstimatedNumber = { value: 0, standardError: 0 };

function blockOf(model: DemandModel, product: string): Block {
  const level = model.productLevels[product]!;
  const columns = (
    means: Record<string, number>,
    estimates: Record<string, EstimatedNumber>,
  ): Column[] =>
    Object.entries(means).map(([name, mean]) => ({
      name,
      mean,
      ...(Object.hasOwn(estimates, name) ? estimates[name]! : NOTHING),
    }));
  const prices = columns(level.meanLogPrices, model.elasticities[product]!);
  // JSON puts names that are whole numbers first.
  prices.sort((a, b) => Number(b.name === product) - Number(a.name === product));
  return {
    level: level.level.value,
    levelVariance: square(level.level.standardError),
    groupVariance: square(level.groupSpread),
    prices,
    effects: columns(level.meanCovariates, model.effects[product]!),
    noise: square(level.residualSd),
    smearing: level.smearing,
    counts: level.counts,
    departures: model.groups[product]!,
  };
}

/** A product that sells like the mean of the others, at their mean price. */
function unseenBlock(
  model: DemandModel,
  { own, blocks }: { own: string; blocks: readonly Block[] },
): Block {
  const meanOf = (values: readonly number[]) => {
    let sum = 0;
    for (const value of values) sum += value;
    return values.length > 0 ? sum / values.length : 0;
  };
  const level = meanOf(blocks.map((block) => block.level));
  const spread = meanOf(blocks.map((block) => square(block.level - level)));
  const hyper = (common: DemandModel["common"]["own"] | null | undefined): EstimatedNumber =>
    common
      ? {
          value: common.mean,
          standardError: Math.sqrt(square(common.spread) + square(common.standardError)),
        }
      : NOTHING;
  // The newcomer's own price may have been a rival's price in the fit: its usual value is known then.
  const means = new Map<string, number[]>();
  for (const { prices } of blocks) {
    for (const { name, mean } of prices) means.set(name, [...(means.get(name) ?? []), mean]);
  }
  const rivals = [...means.keys()].filter((name) => name !== own);
  return {
    level,
    levelVariance: blocks.length > 1 ? (spread * blocks.length) / (blocks.length - 1) : spread,
    groupVariance: meanOf(blocks.map((block) => block.groupVariance)),
    prices: [
      {
        name: own,
        mean: meanOf(means.get(own) ?? blocks.map(({ prices }) => prices[0]!.mean)),
        ...hyper(model.common.own),
      },
      ...rivals.map((name) => ({
        name,
        mean: meanOf(means.get(name)!),
        ...hyper(model.common.cross),
      })),
    ],
    effects: model.covariates.map((name, c) => ({
      name,
      mean: meanOf(blocks.flatMap(({ effects }) => effects[c]?.mean ?? [])),
      ...hyper(model.common.effects[name]),
    })),
    noise: meanOf(blocks.map(({ noise }) => noise)),
    smearing: meanOf(blocks.map(({ smearing }) => smearing)),
    counts:
      model.response === "log"
        ? null
        : {
            dispersion: meanOf(blocks.map(({ counts }) => counts?.dispersion ?? 1)),
            overdispersion: meanOf(blocks.map(({ counts }) => counts?.overdispersion ?? 0)),
          },
    departures: {},
  };
}
