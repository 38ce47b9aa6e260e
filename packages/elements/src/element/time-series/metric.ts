import type { SeriesAnswer } from "@cdp-whatif/core";

/** What a time series shows: shares of brands, or one of the scores. */
export const METRICS = ["shares", "satisfaction", "adoption", "engagement", "efficiency"] as const;
export type Metric = (typeof METRICS)[number];
/** A metric that is one number per cell. */
export type Score = Exclude<Metric, "shares">;

type Cell = SeriesAnswer["cells"][string];

/** Names of the scores in the answers' cells. */
export const SCORE_FIELDS = {
  satisfaction: "satisfaction",
  adoption: "digital_adoption",
  engagement: "gamification",
  efficiency: "efficiency",
} as const satisfies Record<Score, keyof Cell>;

/** A metric as an attribute may spell it; anything else is `shares`. */
export const metricOf = (value: string | null): Metric =>
  METRICS.find((metric) => metric === value) ?? "shares";
