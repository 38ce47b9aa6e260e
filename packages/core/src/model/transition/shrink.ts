import { digamma, exp, log, logGamma } from "../../math/index.js";

/** Rows that vary around one centre: the same state left, in several cells of a persona or several personas. */
export interface Family {
  /** What is believed of the centre beforehand: shares, and the count that this is worth. */
  readonly prior: Float64Array;
  readonly priorCount: number;
  /** Counts of each member. */
  readonly members: readonly Float64Array[];
}

/** How alike the members of families are, as a distribution over concentrations. */
export interface Concentration {
  /** Counts that the centre is worth to each member; high where members are alike. */
  readonly grid: Float64Array;
  /** Posterior weight of each, summing to 1. */
  readonly weights: Float64Array;
  /** Posterior mean of the share that a mean member takes from the centre, 0 to 1. */
  readonly shrinkage: number;
  /** The concentration of that shrinkage. */
  readonly value: number;
}

/** A row with its spread. */
export interface ShrunkRow {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

const POINTS = 24;
const ROUNDS = 100;

/**
 * Concentration that families share, from the marginal likelihood of their members' counts under Dirichlet and
 * multinomial, with a uniform prior on the shrinkage of a member of mean size.
 *
 * @remarks The centre of each family is integrated out by a Dirichlet approximation of its posterior.
 * @see Christiansen and Morris, Hierarchical Poisson regression modeling, JASA 92 (1997), for the uniform shrinkage prior
 * @see Minka, Estimating a Dirichlet distribution (2000), for the fixed point
 */
export function concentrationOf(families: readonly Family[]): Concentration {
  let total = 0;
  let rows = 0;
  for (const { members } of families) {
    for (const counts of members) {
      const size = sumOf(counts);
      total += size;
      if (size > 0) rows++;
    }
  }
  const meanSize = rows > 0 ? total / rows : 1;
  const grid = Float64Array.from({ length: POINTS }, (_, i) => {
    const shrinkage = (i + 0.5) / POINTS;
    return (meanSize * shrinkage) / (1 - shrinkage);
  });
  const logs = grid.map((concentration) => {
    let evidence = 0;
    for (const family of families) evidence += logEvidence(family, concentration);
    return evidence;
  });
  const top = logs.reduce((most, value) => Math.max(most, value), -Infinity);
  const weights = logs.map((value) => exp(value - top));
  const mass = sumOf(weights);
  let shrinkage = 0;
  for (let i = 0; i < POINTS; i++) {
    weights[i] = weights[i]! / mass;
    shrinkage += (weights[i]! * (i + 0.5)) / POINTS;
  }
  return { grid, weights, shrinkage, value: (meanSize * shrinkage) / (1 - shrinkage) };
}

/** Where the centre of a family is under a concentration: shares, and the counts that stand behind them. */
export interface Centre {
  readonly shares: Float64Array;
  /** Counts that the members are worth to the centre. */
  readonly counts: Float64Array;
}

/** Minka's fixed point for the mean of a Dirichlet, with a Dirichlet prior on it. */
export function centreOf({ prior, priorCount, members }: Family, concentration: number): Centre {
  const n = prior.length;
  const shares = new Float64Array(n);
  for (const counts of members) for (let j = 0; j < n; j++) shares[j]! += counts[j]!;
  let total = sumOf(shares) + priorCount;
  for (let j = 0; j < n; j++) shares[j] = (shares[j]! + priorCount * prior[j]!) / total;
  const counts = new Float64Array(n);
  for (let round = 0; round < ROUNDS; round++) {
    counts.fill(0);
    for (let j = 0; j < n; j++) {
      const weight = concentration * shares[j]!;
      if (weight === 0) continue;
      for (const member of members) counts[j]! += weight * digammaStep(weight, member[j]!);
    }
    total = sumOf(counts) + priorCount;
    let moved = 0;
    for (let j = 0; j < n; j++) {
      const next = (counts[j]! + priorCount * prior[j]!) / total;
      moved = Math.max(moved, Math.abs(next - shares[j]!));
      shares[j] = next;
    }
    if (moved < 1e-9) break;
  }
  // What a member of N counts is worth to the centre, given by the variance of its shares around it.
  let worth = 0;
  for (const member of members) {
    const size = sumOf(member);
    worth += size > 0 ? (size * (concentration + 1)) / (concentration + size) : 0;
  }
  const found = sumOf(counts);
  return { shares, counts: counts.map((count) => (found > 0 ? (count * worth) / found : 0)) };
}

/**
 * Rows of a family's members, each between its own counts and the centre; uncertainty of centre and concentration in
 * their variance.
 *
 * @param known - the centre with its variance, where a level above tells it; else it is found with each concentration
 */
export function shrinkMembers(
  family: Family,
  { grid, weights }: Concentration,
  known?: ShrunkRow,
): ShrunkRow[] {
  const n = family.prior.length;
  const rows = family.members.map(() => ({
    mean: new Float64Array(n),
    square: new Float64Array(n),
  }));
  for (let g = 0; g < grid.length; g++) {
    if (weights[g]! < 1e-6) continue;
    const concentration = grid[g]!;
    const centre = known ?? spreadCentre(family, concentration);
    const shares = centre.mean;
    family.members.forEach((member, m) => {
      const size = sumOf(member);
      const { mean, square } = rows[m]!;
      const borrowed = concentration / (concentration + size);
      for (let j = 0; j < n; j++) {
        const share = (concentration * shares[j]! + member[j]!) / (concentration + size);
        const own = (share * (1 - share)) / (concentration + size + 1);
        const passed = borrowed * borrowed * centre.variance[j]!;
        mean[j]! += weights[g]! * share;
        square[j]! += weights[g]! * (own + passed + share * share);
      }
    });
  }
  return rows.map(({ mean, square }) => {
    const total = sumOf(mean);
    const shares = mean.map((value) => value / total);
    return {
      mean: shares,
      variance: square.map((value, j) => Math.max(0, value - mean[j]! * mean[j]!)),
    };
  });
}

/** The centre of a family with the variance of its Dirichlet posterior. */
function spreadCentre(family: Family, concentration: number): ShrunkRow {
  const { shares, counts } = centreOf(family, concentration);
  const behind = sumOf(counts) + family.priorCount;
  return { mean: shares, variance: shares.map((share) => (share * (1 - share)) / (behind + 1)) };
}

/** Marginal likelihood of a family's counts, its centre integrated out (prior times likelihood over posterior, at the centre). */
function logEvidence(family: Family, concentration: number): number {
  const { shares, counts } = centreOf(family, concentration);
  const { prior, priorCount, members } = family;
  const n = prior.length;
  let total = 0;
  for (const member of members) {
    const size = sumOf(member);
    if (size === 0) continue;
    total += logGamma(concentration) - logGamma(concentration + size);
    for (let j = 0; j < n; j++) {
      if (member[j]! === 0) continue;
      const weight = concentration * shares[j]!;
      total += logGamma(weight + member[j]!) - logGamma(weight);
    }
  }
  total += logGamma(priorCount) - logGamma(priorCount + sumOf(counts));
  for (let j = 0; j < n; j++) {
    if (counts[j]! === 0) continue;
    const before = priorCount * prior[j]!;
    total += logGamma(before + counts[j]!) - logGamma(before) - counts[j]! * log(shares[j]!);
  }
  return total;
}

/** digamma(x + count) - digamma(x). */
function digammaStep(x: number, count: number): number {
  if (count === 0) return 0;
  if (count > 12 || count !== Math.floor(count)) return digamma(x + count) - digamma(x);
  let total = 0;
  for (let k = 0; k < count; k++) total += 1 / (x + k);
  return total;
}

function sumOf(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
