import {
  type Attribution,
  type CoalitionWorth,
  sampledShapleyValues,
  shapleyValues,
} from "../math/index.js";

/** Who takes part in what is shared: those who change something alone, or beside all the others. */
export function playersOf(count: number, worth: CoalitionWorth): number[] {
  const all = new Array<boolean>(count).fill(true);
  const none = new Array<boolean>(count).fill(false);
  const nothing = worth(none).slice();
  const everything = worth(all).slice();
  return Array.from({ length: count }, (_, i) => i).filter(
    (i) =>
      !isSame(worth(none.with(i, true)), nothing) || !isSame(worth(all.with(i, false)), everything),
  );
}

const isSame = (some: Float64Array, other: Float64Array) =>
  some.every((value, k) => value === other[k]);

/**
 * Shares the worth of all among the players, by coalitions or drawn orders; whoever is no player gets nothing.
 *
 * @param options.count - of those who might take part, `players` being the numbers of those who do
 * @param options.pairs - of drawn orders; 0 asks all coalitions
 */
export function attribute(
  worth: CoalitionWorth,
  {
    count,
    players,
    pairs,
    seed,
    stream,
  }: { count: number; players: readonly number[]; pairs: number; seed: number; stream: number },
): Attribution {
  const places = Array.from({ length: count }, (_, i) => players.indexOf(i));
  // Those who change nothing always take part: what all are worth is then the whole, bit for bit.
  const among: CoalitionWorth = (members) =>
    worth(places.map((place) => place < 0 || members[place] === true));
  return pairs === 0
    ? shapleyValues(players.length, among)
    : sampledShapleyValues(players.length, among, { pairs, seed, stream });
}
