import { purposeId, uniformSource } from "./draw.js";
import { square } from "./square.js";

/**
 * What a coalition is worth in several games at once, entry by entry.
 *
 * @param members - which of the players take part
 * @returns always as many entries; not kept, not changed
 */
export type CoalitionWorth = (members: readonly boolean[]) => Float64Array;

/** How much each player adds. */
export interface Attribution {
  /** By player, entry by entry: together exactly what all are worth beyond none, up to rounding. */
  readonly parts: readonly Float64Array[];
  /** Standard errors of `parts` by player; null where every coalition was asked. */
  readonly standardErrors: readonly Float64Array[] | null;
}

const ORDER = purposeId("shapley order");

/**
 * Shapley value of each player: what it adds to those before it, on average over all orders of the players.
 *
 * @param players - how many, 0 to 20; `2^players` coalitions are asked, none twice, and what each is worth is kept
 * @returns exactly 0 for a player that never adds anything
 * @see Shapley, A value for n-person games, Contributions to the Theory of Games 2 (1953)
 */
export function shapleyValues(players: number, worth: CoalitionWorth): Attribution {
  const weights = coalitionWeights(players);
  const values = Array.from({ length: 1 << players }, (_, coalition) =>
    worth(Array.from({ length: players }, (__, i) => hasPlayer(coalition, i))).slice(),
  );
  const parts = Array.from({ length: players }, (_, i) => {
    const part = new Float64Array(values[0]!.length);
    values.forEach((without, coalition) => {
      if (hasPlayer(coalition, i)) return;
      const joined = values[coalition + (1 << i)]!;
      const weight = weights[sizeOf(coalition)]!;
      for (let k = 0; k < part.length; k++) part[k]! += weight * (joined[k]! - without[k]!);
    });
    return part;
  });
  return { parts, standardErrors: null };
}

/** A coalition is a number whose bits are its members. */
const hasPlayer = (coalition: number, player: number): boolean => ((coalition >> player) & 1) === 1;

function sizeOf(coalition: number): number {
  let size = 0;
  for (let rest = coalition; rest > 0; rest >>= 1) size += rest & 1;
  return size;
}

/** `s! (n - 1 - s)! / n!` by the size s of the coalition that a player joins. */
function coalitionWeights(players: number): Float64Array {
  const weights = new Float64Array(Math.max(1, players));
  weights[0] = 1 / Math.max(1, players);
  for (let s = 1; s < players; s++) weights[s] = (weights[s - 1]! * s) / (players - s);
  return weights;
}

/**
 * As {@link shapleyValues}, from orders drawn at random, each with its reverse: the parts still sum to the whole.
 *
 * @param options.pairs - of an order and its reverse, at least 2; each asks `2 (players - 1)` coalitions
 * @param options.stream - uint32: games with another one get other orders
 * @see Mitchell, Cooper, Frank and Holmes, Sampling permutations for Shapley value estimation, JMLR 23 (2022), on antithetic pairs
 */
export function sampledShapleyValues(
  players: number,
  worth: CoalitionWorth,
  { pairs, seed, stream = 0 }: { pairs: number; seed: number; stream?: number },
): Attribution {
  const next = uniformSource(seed, stream, ORDER);
  const nobody = worth(new Array<boolean>(players).fill(false)).slice();
  const everybody = worth(new Array<boolean>(players).fill(true)).slice();
  const length = nobody.length;
  const columns = () => Array.from({ length: players }, () => new Float64Array(length));
  const [sums, squares, pair] = [columns(), columns(), columns()];
  const walk = (order: readonly number[]) => {
    const members = new Array<boolean>(players).fill(false);
    let before = nobody;
    order.forEach((player, place) => {
      members[player] = true;
      const value = place === players - 1 ? everybody : worth(members).slice();
      const part = pair[player]!;
      for (let k = 0; k < length; k++) part[k]! += (value[k]! - before[k]!) / 2;
      before = value;
    });
  };
  for (let n = 0; n < pairs; n++) {
    const order = shuffled(players, next);
    for (const part of pair) part.fill(0);
    walk(order);
    walk(order.toReversed());
    pair.forEach((part, i) => {
      for (let k = 0; k < length; k++) {
        sums[i]![k]! += part[k]!;
        squares[i]![k]! += square(part[k]!);
      }
    });
  }
  const standardErrors = squares.map((squared, i) =>
    squared.map((sum, k) => {
      const spread = sum - square(sums[i]![k]!) / pairs;
      return Math.sqrt(Math.max(0, spread) / (pairs * (pairs - 1)));
    }),
  );
  return { parts: sums.map((sum) => sum.map((value) => value / pairs)), standardErrors };
}

/** The numbers below `length` in an order drawn at random. */
function shuffled(length: number, next: () => number): number[] {
  const order = Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
