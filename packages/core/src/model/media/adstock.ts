/**
 * Geometric adstock: Σ_l a^l x_(t-l) / Σ_l a^l over `lags` periods; nothing was spent before the first.
 *
 * @param spend - one value per period, 0 or more
 * @param options.carryOver - share of an effect that is left a period later, 0 to below 1
 * @param options.lags - periods over which a spend works, at least 1
 * @see Broadbent, One way TV advertisements work, Journal of the Market Research Society 21 (1979)
 */
export function adstock(
  spend: Float64Array,
  { carryOver, lags, scale = 1 }: { carryOver: number; lags: number; scale?: number },
  out: Float64Array = new Float64Array(spend.length),
): Float64Array {
  let weights = 0;
  let power = 1;
  for (let lag = 0; lag < lags; lag++) {
    weights += power;
    power *= carryOver;
  }
  const factor = 1 / (weights * scale);
  let held = 0;
  for (let t = 0; t < spend.length; t++) {
    held = spend[t]! + carryOver * held;
    if (t >= lags) held -= power * spend[t - lags]!;
    // Rounding may leave less than nothing after a spend has left the window.
    if (held < 0) held = 0;
    out[t] = held * factor;
  }
  return out;
}
