import { exp, log } from "../../math/index.js";
import type { Design } from "./design.js";
import { type Evidence, weighEvidence } from "./evidence.js";
import type { Wander } from "./wander.js";

/** Which parts of a series wander: residual alone, the level too, or a slope of the level as well. */
export type WanderKind = "steady" | "level" | "slope";

/** Damping of the slope per day: half of it is left after five weeks. */
const DAMPING = 0.98;
const LEAST = -16;
const MOST = 5;
const SWEEPS = [2, 1, 0.5];

interface Place {
  readonly level: number;
  readonly slope: number;
  readonly short: number;
  readonly lasting: number;
}

/** Logarithms of variances and log odds of persistence to begin with. */
const START: Place = { level: -4.5, slope: -11, short: -1, lasting: 0.5 };

/**
 * The wander of a kind under which the values are likeliest, by a pattern search over logarithms.
 *
 * @param options.lags - 0 where no residual lasts
 * @param options.near - a wander to begin with
 */
export function searchWander(
  design: Design,
  {
    y,
    excess,
    kind,
    lags,
    near,
  }: {
    y: Float64Array;
    excess: Float64Array;
    kind: WanderKind;
    lags: 0 | 1;
    near: Evidence | null;
  },
): Evidence {
  const free: (keyof Place)[] = [
    ...(kind === "steady" ? [] : (["level"] as const)),
    ...(kind === "slope" ? (["slope"] as const) : []),
    ...(lags === 0 ? [] : (["short", "lasting"] as const)),
  ];
  const weigh = (place: Place, priors: Float64Array | null) =>
    weighEvidence(design, {
      y,
      excess,
      priors,
      wander: wanderAt(place, { kind, lags, step: design.plan.step }),
    });
  let place = near === null ? START : placeOf(near.wander);
  const isSameDesign = near !== null && near.priors.length === design.blocks.length;
  let best = weigh(place, isSameDesign ? near.priors : null);
  for (const width of near === null ? SWEEPS : SWEEPS.slice(1)) {
    for (let sweep = 0; sweep < 2; sweep++) {
      let moved = false;
      for (const name of free) {
        for (const side of [1, -1]) {
          const next = { ...place, [name]: clamp(place[name] + side * width, name) };
          if (next[name] === place[name]) continue;
          const found = weigh(next, best.priors);
          if (!(found.deviance < best.deviance - 1e-3)) continue;
          best = found;
          place = next;
          moved = true;
          break;
        }
      }
      if (!moved) break;
    }
  }
  return best;
}

function wanderAt(
  { level, slope, short, lasting }: Place,
  { kind, lags, step }: { kind: WanderKind; lags: 0 | 1; step: number },
): Wander {
  return {
    level: kind === "steady" ? 0 : exp(level),
    slope: kind === "slope" ? exp(slope) : 0,
    damping: kind === "slope" ? exp(step * log(DAMPING)) : 0,
    short: lags === 0 ? 0 : exp(short),
    persistence: lags === 0 ? 0 : 1 / (1 + exp(-lasting)),
  };
}

function placeOf({ level, slope, short, persistence }: Wander): Place {
  return {
    level: level > 0 ? log(level) : START.level,
    slope: slope > 0 ? log(slope) : START.slope,
    short: short > 0 ? log(short) : START.short,
    lasting: short > 0 ? log(persistence / (1 - persistence)) : START.lasting,
  };
}

function clamp(value: number, name: keyof Place): number {
  return name === "lasting"
    ? Math.min(4.6, Math.max(-3, value))
    : Math.min(MOST, Math.max(LEAST, value));
}
