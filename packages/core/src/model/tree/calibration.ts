import { CoreError } from "../../error.js";

/** Rows of like probability: what was foretold, and what happened. */
export interface CalibrationBand {
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  readonly meanForetold: number;
  readonly happened: number;
  /** Of `happened`, binomial. */
  readonly standardError: number;
}

/** How far probabilities can be taken at their word. */
export interface Calibration {
  readonly bands: readonly CalibrationBand[];
  /** Mean squared difference of probability and event, 0 to 1. */
  readonly brier: number;
  /** Mean distance of the bands from what happened, weighted by rows. */
  readonly expectedCalibrationError: number;
}

/**
 * Compares probabilities with events in bands of about equally many rows, from unlikely to likely.
 *
 * @param happened - 1 or true where the event happened, in the order of the probabilities
 * @param options.bands - most bands; rows of equal probability stay together
 * @throws CoreError `too_few_rows` without rows, `invalid_input` where the lengths differ
 * @see Murphy and Winkler, Reliability of subjective probability forecasts, Applied Statistics 26 (1977)
 */
export function calibrationOf(
  probabilities: ArrayLike<number>,
  { happened, bands = 10 }: { happened: ArrayLike<number | boolean>; bands?: number },
): Calibration {
  const n = probabilities.length;
  if (n === 0) throw new CoreError("too_few_rows", "found no probabilities, expected some");
  if (happened.length !== n) {
    throw new CoreError("invalid_input", `found ${n} probabilities of ${happened.length} events`);
  }
  const order = Array.from({ length: n }, (_, i) => i);
  order.sort((a, b) => probabilities[a]! - probabilities[b]! || a - b);
  const found: CalibrationBand[] = [];
  let brier = 0;
  let away = 0;
  for (let i = 0; i < n; ) {
    const from = i;
    const wanted = Math.min(n, Math.ceil(((found.length + 1) * n) / bands));
    let end = Math.max(from + 1, wanted);
    while (end < n && probabilities[order[end]!] === probabilities[order[end - 1]!]) end++;
    let foretold = 0;
    let events = 0;
    for (; i < end; i++) {
      const p = probabilities[order[i]!]!;
      const event = Number(happened[order[i]!]!);
      foretold += p;
      events += event;
      brier += (p - event) * (p - event);
    }
    const rows = end - from;
    const share = events / rows;
    away += Math.abs(foretold - events);
    found.push({
      from: probabilities[order[from]!]!,
      to: probabilities[order[end - 1]!]!,
      rows,
      meanForetold: foretold / rows,
      happened: share,
      standardError: Math.sqrt((share * (1 - share)) / rows),
    });
  }
  return { bands: found, brier: brier / n, expectedCalibrationError: away / n };
}
