import { CoreError } from "../../error.js";
import { estimateOf } from "./estimate.js";
import type { MediaEstimate, MediaModel } from "./media-model.js";
import { saturate } from "./saturation.js";

/** Outcome per period that a spend makes which is kept up. */
export interface ResponsePoint {
  readonly spend: number;
  readonly outcome: MediaEstimate;
  /** Value of one more unit of money there: slope × value per unit. */
  readonly marginalReturn: MediaEstimate;
  /** Whether the spend is above every observed one. */
  readonly extrapolated: boolean;
}

const STEP = 1e-4;

/**
 * Outcome per period by constant spend per period, carry-over played out.
 *
 * @param options.spends - money per period; 0 to 1.5 times the largest observed in 31 steps unless told
 * @throws CoreError `unknown_key` for another channel, `out_of_range` for a spend below 0
 */
export function responseCurve(
  model: MediaModel,
  { channel, spends }: { channel: string; spends?: readonly number[] },
): ResponsePoint[] {
  const c = channelIndex(model, channel);
  const { largestSpend } = model.channels[c]!;
  const asked = spends ?? Array.from({ length: 31 }, (_, i) => (1.5 * largestSpend * i) / 30);
  const options = { level: model.level, nonNegative: model.nonNegative };
  return asked.map((spend) => {
    if (!(spend >= 0 && spend < Infinity)) {
      throw new CoreError("out_of_range", `found a spend of ${spend}, expected 0 or more`);
    }
    const width = STEP * largestSpend;
    const above = steadyResponses(model, { c, spend: spend + width });
    const below = steadyResponses(model, { c, spend: Math.max(0, spend - width) });
    const run = spend + width - Math.max(0, spend - width);
    const slope = above.map((value, i) => ((value - below[i]!) / run) * model.valuePerUnit);
    return {
      spend,
      outcome: estimateOf(steadyResponses(model, { c, spend }), options),
      marginalReturn: estimateOf(slope, options),
      extrapolated: spend > largestSpend,
    };
  });
}

/** Outcome per period of a spend that is kept up, by draw. */
export function steadyResponses(
  model: MediaModel,
  { c, spend }: { c: number; spend: number },
): Float64Array {
  const { largestSpend } = model.channels[c]!;
  const { shape, effect } = model.draws.channels[c]!;
  const u = Float64Array.of(spend / largestSpend);
  const out = new Float64Array(1);
  return Float64Array.from(effect, (size, draw) => {
    return size * saturate(u, { family: model.saturation, shape: shape[draw]! }, out)[0]!;
  });
}

/** @throws CoreError `unknown_key` */
export function channelIndex({ channels }: MediaModel, channel: string): number {
  const c = channels.findIndex(({ name }) => name === channel);
  if (c >= 0) return c;
  throw new CoreError(
    "unknown_key",
    `found channel ${channel}, expected one of ${channels.map(({ name }) => name).join(", ")}`,
  );
}
