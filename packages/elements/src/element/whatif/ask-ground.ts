import type { SimulationParametersAnswer, Twin } from "@cdp-whatif/core";
import type { DataSource } from "../../source/data-source.js";

/** What the source tells about the levers; the twin is null where a server does not give it. */
export type Ground = readonly [SimulationParametersAnswer, Twin | null];

export function askGround(source: DataSource, signal: AbortSignal): Promise<Ground> {
  return Promise.all([
    source.simulationParameters({ signal }),
    // The page does without it; what stands in the way of a source is told of the parameters.
    source.twin({ signal }).catch(() => null),
  ]);
}
