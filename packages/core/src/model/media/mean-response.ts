import { type MediaProblem, respond } from "./media-problem.js";
import { sampleMedia } from "./sample-media.js";

/** Every how many draws a response is worked out: neighbours say nearly the same. */
const THIN = 4;

/** Posterior mean of each channel's contribution to each row, in standard deviations, from one short chain. */
export function meanResponses(
  problem: MediaProblem,
  { seed, warmup, kept }: { seed: number; warmup: number; kept: number },
): Float64Array[] {
  const { channels, period, periods, family, lags } = problem;
  const totals = channels.map(() => new Float64Array(period.length));
  const buffers = { held: new Float64Array(periods), response: new Float64Array(periods) };
  let draw = 0;
  let used = 0;
  sampleMedia(problem, { seed, chain: 0, warmup, kept }, ({ transforms, effects }) => {
    if (draw++ % THIN !== 0) return;
    used++;
    channels.forEach(({ spend, scale }, c) => {
      const response = respond(spend, transforms[c]!, { scale, family, lags, buffers });
      const total = totals[c]!;
      for (let i = 0; i < total.length; i++) {
        total[i] = total[i]! + effects[c]! * response[period[i]!]!;
      }
    });
  });
  for (const total of totals) for (let i = 0; i < total.length; i++) total[i] = total[i]! / used;
  return totals;
}
