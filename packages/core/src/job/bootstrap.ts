import { CoreError, reasonOf } from "../error.js";
import { purposeId, quantiles, uniformSource } from "../math/index.js";
import type { FitProgress } from "../model/index.js";
import type { FitName } from "./fit-table.js";
import { numbersAt } from "./numbers-at.js";

/** Refits some of a bootstrap's replicates. */
export interface BootstrapJob {
  readonly kind: "bootstrap";
  readonly fit: FitName;
  readonly rows: readonly object[];
  readonly options: object;
  /** Property of a row that says which rows belong together (household, store); rows are drawn alone when null. */
  readonly groupKey: string | null;
  /** JSON pointers (RFC 6901) into the model: each number at or below them is followed. */
  readonly quantities: readonly string[];
  readonly seed: number;
  /** Numbers of the replicates, `[from, to)`. */
  readonly from: number;
  readonly to: number;
}

/** What a replicate found, by JSON pointer; or why its fit refused. */
export type Replicate = { readonly numbers: Record<string, number> } | { readonly refused: string };

/** A number over the replicates of a bootstrap. */
export interface BootstrapSpread {
  readonly mean: number;
  readonly standardError: number;
  /** 2.5 and 97.5 % quantiles. */
  readonly lower: number;
  readonly upper: number;
  /** Replicates that gave this number. */
  readonly replicates: number;
}

/** Spread of a model's numbers under resampling of its rows. */
export interface Bootstrap {
  readonly replicates: number;
  /** Replicates whose fit refused, by reason. */
  readonly refused: Record<string, number>;
  /** By JSON pointer into the model. */
  readonly spread: Record<string, BootstrapSpread>;
}

const RESAMPLE = purposeId("bootstrap");

/** Replicates `[from, to)`; the b-th is the same whoever refits it. */
export function refit(
  { rows, options, groupKey, quantities, seed, from, to }: BootstrapJob,
  {
    learn,
    onProgress,
  }: {
    learn: (rows: unknown, options: object) => object;
    onProgress?: (progress: FitProgress) => void;
  },
): Replicate[] {
  const groups = groupRows(rows, groupKey);
  const replicates: Replicate[] = [];
  for (let b = from; b < to; b++) {
    onProgress?.({ stage: `replicate ${b}`, done: (b - from) / (to - from) });
    try {
      const model = learn(resample(groups, { groupKey, seed, replicate: b }), options);
      replicates.push({ numbers: numbersAt(model, quantities) });
    } catch (error) {
      if (!(error instanceof CoreError) || error.code === "aborted") throw error;
      replicates.push({ refused: reasonOf(error) });
    }
  }
  return replicates;
}

/** @throws CoreError `unknown_key` for a row without the group, `too_few_rows` below two groups */
function groupRows(rows: readonly object[], groupKey: string | null): (readonly object[])[] {
  if (groupKey === null) {
    if (rows.length < 2) {
      throw new CoreError("too_few_rows", `found ${rows.length} row(s), expected 2 or more`);
    }
    return rows.map((row) => [row]);
  }
  const groups = new Map<unknown, object[]>();
  rows.forEach((row, i) => {
    const group: unknown = Reflect.get(row, groupKey);
    if (typeof group !== "string" && typeof group !== "number") {
      throw new CoreError(
        "unknown_key",
        `row ${i}: ${groupKey} is ${String(group)}, expected the name of a group`,
      );
    }
    const known = groups.get(group);
    if (known) known.push(row);
    else groups.set(group, [row]);
  });
  if (groups.size < 2) {
    throw new CoreError(
      "too_few_rows",
      `found ${groups.size} group(s) by ${groupKey}, expected 2 or more`,
    );
  }
  return [...groups.values()];
}

/** As many groups as there are, drawn with replacement; one that comes again is another group of the same rows. */
function resample(
  groups: readonly (readonly object[])[],
  { groupKey, seed, replicate }: { groupKey: string | null; seed: number; replicate: number },
): object[] {
  const next = uniformSource(seed, replicate, RESAMPLE);
  const times = new Uint32Array(groups.length);
  return groups.flatMap(() => {
    const drawn = Math.floor(next() * groups.length);
    const group = groups[drawn] ?? [];
    const before = times[drawn] ?? 0;
    times[drawn] = before + 1;
    if (groupKey === null || before === 0) return group;
    return group.map((row) => ({
      ...row,
      [groupKey]: `${String(Reflect.get(row, groupKey))} again ${before}`,
    }));
  });
}

/** Spread of each number over the replicates. */
export function summariseReplicates(replicates: readonly Replicate[]): Bootstrap {
  const found = new Map<string, number[]>();
  const refused: Record<string, number> = {};
  for (const replicate of replicates) {
    if ("refused" in replicate) {
      refused[replicate.refused] = (refused[replicate.refused] ?? 0) + 1;
      continue;
    }
    for (const [pointer, value] of Object.entries(replicate.numbers)) {
      const values = found.get(pointer);
      if (values) values.push(value);
      else found.set(pointer, [value]);
    }
  }
  return {
    replicates: replicates.length,
    refused,
    spread: Object.fromEntries([...found].map(([pointer, values]) => [pointer, spreadOf(values)])),
  };
}

function spreadOf(values: readonly number[]): BootstrapSpread {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  const [lower = mean, upper = mean] = quantiles(Float64Array.from(values), [0.025, 0.975]);
  return {
    mean,
    standardError: n > 1 ? Math.sqrt(squares / (n - 1)) : 0,
    lower,
    upper,
    replicates: n,
  };
}
