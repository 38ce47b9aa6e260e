import { CoreError } from "../../error.js";
import { square } from "../../math/index.js";
import type { Reason } from "../../schema/verdict.js";
import type { FitOptions } from "../fit-progress.js";
import type { FeatureRow } from "../tree/feature-row.js";
import { innerFolds } from "../tree/inner-folds.js";
import { checkShares } from "./check-randomisation.js";
import { differenceOfMeans } from "./qini.js";
import { readUpliftRows, type UpliftRows } from "./uplift-rows.js";

/** Whom to treat, and what it is worth. */
export interface TargetingOptions extends FitOptions {
  /** Column of the persona or segment; a missing one is a group of its own. */
  readonly group: string;
  readonly treatment: string;
  readonly outcome: string;
  readonly control?: string;
  readonly shares?: Readonly<Record<string, number>>;
  /** Money that one unit of the outcome is worth. */
  readonly value: number;
  /** Money that treating one customer costs, by arm or the same for all. */
  readonly cost: number | Readonly<Record<string, number>>;
  /** Parts in which policies are tried out; 5 unless told. */
  readonly folds?: number;
}

/** An estimate with its 95 % interval. */
export interface TargetingEstimate {
  readonly value: number;
  readonly standardError: number;
  readonly lower: number;
  readonly upper: number;
}

/** What is known of one group. */
export interface TargetedGroup {
  readonly group: string;
  readonly customers: number;
  /** Outcome per treated customer less control's, by arm, drawn to the mean of all groups as far as they do not differ. */
  readonly uplift: Readonly<Record<string, TargetingEstimate>>;
  /** The arm that pays best; null where none pays. */
  readonly arm: string | null;
}

/** Which groups to treat, and what that was worth to customers who had no say in the choice. */
export interface Targeting {
  readonly groups: readonly TargetedGroup[];
  /** Arm by group, of those that are treated. */
  readonly policy: Readonly<Record<string, string>>;
  /** Money per customer of all above treating nobody: chosen on some customers, valued on the others. */
  readonly gain: TargetingEstimate;
  /** The same of treating everybody with the one best arm. */
  readonly gainOfTreatingAll: TargetingEstimate & { readonly arm: string };
  /** What choosing by group adds to the better of treating all and nobody. */
  readonly advantage: TargetingEstimate;
  readonly customers: number;
  readonly weaknesses: readonly Reason[];
}

const Z = 1.959963984540054;

/**
 * Chooses the groups to treat, each with the arm that pays best, and values the choice on customers who were held out.
 *
 * @remarks Causal where treatment was randomised with the same shares in all groups.
 * @throws CoreError as `fitUplift`; `out_of_range` for a value or cost that is not finite, `unknown_key` for an arm
 * without cost
 * @see Hitsch, Misra and Zhang, Heterogeneous treatment effects and optimal targeting policy evaluation, QME 22 (2024)
 */
export function targetByGroup(rows: readonly FeatureRow[], options: TargetingOptions): Targeting {
  const { group, value, folds: wanted = 5, seed = 0 } = options;
  const read = readUpliftRows(rows, options);
  const costs = costsOf(read.arms, options.cost);
  if (!Number.isFinite(value))
    throw new CoreError("out_of_range", `value ${value}, expected a finite number`);
  const groupOf = rows.map((row) => String(row[group] ?? "missing"));
  const profit = { read, groupOf, costs, value };
  const stratum = Float64Array.from(
    read.arm,
    (arm, row) => 4 * arm + (read.isEvent ? read.outcome[row]! : 0),
  );
  const folds = innerFolds(stratum, { folds: Math.min(wanted, rows.length), seed });
  const gains = new Float64Array(rows.length);
  const ofAll = read.arms.map(() => new Float64Array(rows.length));
  const best = new Float64Array(rows.length);
  for (const { train, test } of folds) {
    const { policy } = chooseGroups(profit, train);
    const flat = chooseOne(profit, train);
    const centres = centresOf(profit, train);
    for (const row of test) {
      const at = { row, centre: centres.get(groupOf[row]!) ?? 0 };
      gains[row] = gainOf(profit, policy.get(groupOf[row]!) ?? -1, at);
      best[row] = gainOf(profit, flat, at);
      read.arms.forEach((_, arm) => {
        ofAll[arm]![row] = gainOf(profit, arm, at);
      });
    }
  }
  const everything = Int32Array.from(rows, (_, row) => row);
  const { policy, groups } = chooseGroups(profit, everything);
  const everyArm = ofAll.map(estimate);
  const top = everyArm.reduce(
    (most, each, arm) => (each.value > everyArm[most]!.value ? arm : most),
    0,
  );
  const advantage = estimate(gains.map((gain, row) => gain - best[row]!));
  const weaknesses: Reason[] = checkShares(read, options.shares);
  if (!(advantage.lower > 0)) {
    const { value: found, lower, upper } = advantage;
    weaknesses.push({ code: "targeting_no_better", values: { advantage: found, lower, upper } });
  }
  return {
    groups,
    policy: Object.fromEntries(
      [...policy].flatMap(([name, arm]) => (arm < 0 ? [] : [[name, read.arms[arm]!]])),
    ),
    gain: estimate(gains),
    gainOfTreatingAll: { ...everyArm[top]!, arm: read.arms[top]! },
    advantage,
    customers: rows.length,
    weaknesses,
  };
}

interface Profit {
  readonly read: UpliftRows;
  readonly groupOf: readonly string[];
  readonly costs: readonly number[];
  readonly value: number;
}

/** Arm of each group, -1 where none pays. */
function chooseGroups(
  { read, groupOf, costs, value }: Profit,
  rows: Int32Array,
): { policy: Map<string, number>; groups: TargetedGroup[] } {
  const members = new Map<string, number[]>();
  for (const row of rows) {
    const list = members.get(groupOf[row]!);
    if (list === undefined) members.set(groupOf[row]!, [row]);
    else list.push(row);
  }
  const names = [...members.keys()].sort((a, b) => (a < b ? -1 : 1));
  const byArm = read.arms.map((_, arm) =>
    shrink(names.map((name) => armEffect(read, arm, Int32Array.from(members.get(name)!)))),
  );
  const policy = new Map<string, number>();
  const groups = names.map((name, g): TargetedGroup => {
    let arm = -1;
    let most = 0;
    byArm.forEach((effects, a) => {
      const profit = value * effects[g]!.value - costs[a]!;
      if (profit > most) [arm, most] = [a, profit];
    });
    policy.set(name, arm);
    const uplift = Object.fromEntries(read.arms.map((each, a) => [each, byArm[a]![g]!]));
    return {
      group: name,
      customers: members.get(name)!.length,
      uplift,
      arm: arm < 0 ? null : read.arms[arm]!,
    };
  });
  return { policy, groups };
}

/** The one arm that pays best for all, -1 where none pays. */
function chooseOne({ read, costs, value }: Profit, rows: Int32Array): number {
  let best = -1;
  let most = 0;
  read.arms.forEach((_, arm) => {
    const profit = value * (armEffect(read, arm, rows)?.difference ?? 0) - costs[arm]!;
    if (profit > most) [best, most] = [arm, profit];
  });
  return best;
}

function armEffect(
  { arm, outcome }: UpliftRows,
  which: number,
  rows: Int32Array,
): { difference: number; standardError: number } | null {
  const members = rows.filter((row) => arm[row] === which || arm[row] === -1);
  return differenceOfMeans(members, {
    treated: arm.map((each) => Number(each === which)),
    outcomes: outcome,
  });
}

/**
 * Draws effects to their mean as far as their differences are no larger than chance.
 *
 * @see DerSimonian and Laird, Meta-analysis in clinical trials, Controlled Clinical Trials 7 (1986)
 */
function shrink(
  effects: readonly ({ difference: number; standardError: number } | null)[],
): TargetingEstimate[] {
  const known = effects.flatMap((each) => (each !== null && each.standardError > 0 ? [each] : []));
  const precision = (each: { standardError: number }, between: number) =>
    1 / (each.standardError * each.standardError + between);
  const meanAt = (between: number) => {
    let [sum, total] = [0, 0];
    for (const each of known) {
      sum += precision(each, between) * each.difference;
      total += precision(each, between);
    }
    return { centre: total > 0 ? sum / total : 0, total };
  };
  const { centre: fixed, total } = meanAt(0);
  let [q, squares] = [0, 0];
  for (const each of known) {
    q += precision(each, 0) * square(each.difference - fixed);
    squares += square(precision(each, 0));
  }
  const spare = total - squares / total;
  const between = spare > 0 ? Math.max(0, (q - (known.length - 1)) / spare) : 0;
  const { centre, total: all } = meanAt(between);
  const ofCentre = all > 0 ? 1 / all : 0;
  return effects.map((each) => {
    const own = each !== null && each.standardError > 0 ? square(each.standardError) : Infinity;
    const weight = between === 0 || own === Infinity ? 0 : between / (between + own);
    const value = centre + weight * ((each?.difference ?? centre) - centre);
    const variance =
      square(1 - weight) * ofCentre +
      weight * weight * (own === Infinity ? 0 : own) +
      square(1 - weight) * between;
    return interval(value, Math.sqrt(variance));
  });
}

function interval(value: number, standardError: number): TargetingEstimate {
  return {
    value,
    standardError,
    lower: value - Z * standardError,
    upper: value + Z * standardError,
  };
}

function estimate(values: Float64Array): TargetingEstimate {
  const n = values.length;
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / n;
  let squares = 0;
  for (const value of values) squares += square(value - mean);
  return interval(mean, Math.sqrt(squares / Math.max(1, n - 1) / n));
}

/** Mean outcome by group: taken off before outcomes are weighted, which leaves less noise. */
function centresOf({ read, groupOf }: Profit, rows: Int32Array): Map<string, number> {
  const sums = new Map<string, [sum: number, count: number]>();
  for (const row of rows) {
    const [sum, count] = sums.get(groupOf[row]!) ?? [0, 0];
    sums.set(groupOf[row]!, [sum + read.outcome[row]!, count + 1]);
  }
  return new Map([...sums].map(([name, [sum, count]]) => [name, sum / count]));
}

/** What a customer says of the gain of giving it an arm: outcomes weighted by how seldom they are seen, less the cost. */
function gainOf(
  { read, costs, value }: Profit,
  arm: number,
  { row, centre }: { row: number; centre: number },
): number {
  if (arm < 0) return 0;
  const n = read.arm.length;
  const away = read.outcome[row]! - centre;
  const got = read.arm[row]!;
  const weight =
    got === arm
      ? n / read.counts[read.arms[arm]!]!
      : got === -1
        ? -n / read.counts[read.control]!
        : 0;
  return value * weight * away - costs[arm]!;
}

function costsOf(arms: readonly string[], cost: TargetingOptions["cost"]): number[] {
  return arms.map((arm) => {
    const own = typeof cost === "number" ? cost : cost[arm];
    if (own === undefined) throw new CoreError("unknown_key", `arm ${arm} has no cost`);
    if (!Number.isFinite(own))
      throw new CoreError("out_of_range", `cost of ${arm} ${own}, expected a finite number`);
    return own;
  });
}
