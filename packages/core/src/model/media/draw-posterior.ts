import { fillNormal, purposeId } from "../../math/index.js";
import { type MediaProblem, respond } from "./media-problem.js";
import { sampleMedia } from "./sample-media.js";
import { saturate } from "./saturation.js";

/** Draws of all parameters and of what follows from them, outcome in standard deviations; chain after chain. */
export interface MediaPosterior {
  readonly count: number;
  readonly noise: Float64Array;
  /** By draw: coefficients of the baseline. */
  readonly baseline: Float64Array[];
  readonly channels: readonly ChannelPosterior[];
  /** Mean contribution of all channels to each row. */
  readonly media: Float64Array;
  /** Largest split potential scale reduction of a channel's contribution. */
  readonly scaleReduction: number;
}

/** Draws of one channel. */
export interface ChannelPosterior {
  readonly carryOver: Float64Array;
  readonly shape: (readonly number[])[];
  readonly effect: Float64Array;
  /** Sum over the rows. */
  readonly contribution: Float64Array;
  /** Change of that sum per relative change of all spends. */
  readonly marginal: Float64Array;
}

const BASELINE = purposeId("media baseline");
const CHAINS = 4;
const WARMUP = 500;
const KEPT = 500;
/** Half of the relative change of spend that a slope is taken over. */
const STEP = 0.005;

/** Four chains of 500 draws each after 500 of warm-up. */
export function drawPosterior(
  problem: MediaProblem,
  { seed, onProgress }: { seed: number; onProgress?: (done: number) => void },
): MediaPosterior {
  const { channels, period, periods, family, lags, projection } = problem;
  const count = CHAINS * KEPT;
  const rows = period.length;
  const posterior = {
    count,
    noise: new Float64Array(count),
    baseline: [] as Float64Array[],
    channels: channels.map(() => ({
      carryOver: new Float64Array(count),
      shape: [] as (readonly number[])[],
      effect: new Float64Array(count),
      contribution: new Float64Array(count),
      marginal: new Float64Array(count),
    })),
    media: new Float64Array(rows),
  };
  const buffers = { held: new Float64Array(periods), response: new Float64Array(periods) };
  const moved = new Float64Array(periods);
  const z = new Float64Array(projection.columns);
  let at = 0;
  for (let chain = 0; chain < CHAINS; chain++) {
    const options = {
      seed,
      chain: chain + 1,
      warmup: WARMUP,
      kept: KEPT,
      onSweep: (sweep: number) => {
        if (sweep % 100 === 0) onProgress?.((chain + sweep / (WARMUP + KEPT)) / CHAINS);
      },
    };
    sampleMedia(problem, options, ({ transforms, effects, noise }) => {
      const made = new Float64Array(rows);
      channels.forEach(({ spend, scale }, c) => {
        const transform = transforms[c]!;
        const response = respond(spend, transform, { scale, family, lags, buffers });
        const found = posterior.channels[c]!;
        const { shape } = transform;
        const effect = effects[c]!;
        found.carryOver[at] = transform.carryOver;
        found.shape.push(shape);
        found.effect[at] = effect;
        let sum = 0;
        for (let i = 0; i < rows; i++) {
          const value = response[period[i]!]!;
          sum += value;
          made[i] = made[i]! + effect * value;
        }
        found.contribution[at] = effect * sum;
        let slope = 0;
        for (const side of [1, -1]) {
          saturate(buffers.held, { family, shape, times: 1 + side * STEP }, moved);
          for (let i = 0; i < rows; i++) slope += side * moved[period[i]!]!;
        }
        found.marginal[at] = (effect * slope) / (2 * STEP);
      });
      for (let i = 0; i < rows; i++) posterior.media[i] = posterior.media[i]! + made[i]! / count;
      problem.filter(made);
      for (let i = 0; i < rows; i++) made[i] = problem.outcome[i]! - made[i]!;
      fillNormal(z, seed, at, BASELINE);
      posterior.baseline.push(projection.draw(made, z, noise));
      posterior.noise[at++] = noise;
    });
  }
  const scaleReduction = posterior.channels.reduce(
    (most, { contribution }) => Math.max(most, splitScaleReduction(contribution)),
    1,
  );
  return { ...posterior, scaleReduction };
}

/**
 * Potential scale reduction over the halves of all chains; 1 where they agree.
 *
 * @see Gelman et al., Bayesian Data Analysis, 3rd edition (2013), section 11.4
 */
function splitScaleReduction(draws: Float64Array): number {
  const parts = 2 * CHAINS;
  const n = draws.length / parts;
  let within = 0;
  const means = new Float64Array(parts);
  for (let part = 0; part < parts; part++) {
    let total = 0;
    for (let i = 0; i < n; i++) total += draws[part * n + i]!;
    const mean = total / n;
    means[part] = mean;
    for (let i = 0; i < n; i++) {
      const away = draws[part * n + i]! - mean;
      within += away * away;
    }
  }
  within /= parts * (n - 1);
  let centre = 0;
  for (const mean of means) centre += mean / parts;
  let between = 0;
  for (const mean of means) between += ((mean - centre) * (mean - centre)) / (parts - 1);
  return within > 0 ? Math.sqrt((n - 1) / n + between / within) : 1;
}
