/** A part of the range of chance, and the brand that it chooses. */
export interface Part {
  readonly brand: number;
  readonly length: number;
}

/**
 * Lays choice probabilities out on (0, 1) so that as much as possible of it chooses as it did without interventions:
 * each brand keeps the place it had, as far as it still has the probability; what losers give up goes to the gainers.
 *
 * Under shared luck an agent so changes its brand only where it must (a maximal coupling of the two choices).
 *
 * @param base - probabilities without interventions
 * @see Lindvall, Lectures on the Coupling Method (1992), chapter I.5
 * @returns parts in order; their lengths sum to 1
 */
export function couple(base: Float64Array, choice: Float64Array): Part[] {
  const parts: Part[] = [];
  let gainer = 0;
  let gained = 0;
  for (let k = 0; k < base.length; k++) {
    const kept = Math.min(base[k]!, choice[k]!);
    parts.push({ brand: k, length: kept });
    let lost = base[k]! - kept;
    while (lost > 0 && gainer < base.length) {
      const room = choice[gainer]! - base[gainer]! - gained;
      if (room <= 0) {
        gainer++;
        gained = 0;
        continue;
      }
      const length = Math.min(lost, room);
      parts.push({ brand: gainer, length });
      lost -= length;
      gained += length;
    }
  }
  return parts;
}

/**
 * The brand that a number of (0, 1) chooses by an agent's own weights, coupled as {@link couple} does.
 *
 * @param options.total - sum of the weights
 */
export function chooseCoupled(
  base: Float64Array,
  { weights, total, at }: { weights: Float64Array; total: number; at: number },
): number {
  const last = base.length - 1;
  let k = 0;
  let rest = at;
  while (k < last && rest >= base[k]!) rest -= base[k++]!;
  const lost = base[k]! - weights[k]! / total;
  if (lost <= 0 || rest < base[k]! - lost) return k;
  let gains = 0;
  for (let j = 0; j <= last; j++) {
    const gain = weights[j]! / total - base[j]!;
    if (gain > 0) gains += gain;
  }
  let left = ((rest - base[k]! + lost) / lost) * gains;
  let chosen = k;
  for (let j = 0; j <= last; j++) {
    const gain = weights[j]! / total - base[j]!;
    if (gain <= 0) continue;
    chosen = j;
    if (left < gain) break;
    left -= gain;
  }
  return chosen;
}
