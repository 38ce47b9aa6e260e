import type { UptimeFigures } from "./figures.js";

/** What the figures should be: section 6.2 of the architecture document. */
export const TARGETS = {
  availability: 0.999,
  mtbfDays: 30,
  mttrMinutes: 5,
  errorRate: 0.001,
  latencyP95Ms: 200,
} as const;

/** A figure, as number and as text, beside its target. */
export interface TargetedFigure {
  readonly name: string;
  readonly value: number | null;
  readonly unit: "share" | "seconds" | "ms";
  readonly text: string;
  readonly target: string;
  /** Null: nothing can be said. */
  readonly met: boolean | null;
  /** The value is only known not to be smaller. */
  readonly at_least: boolean;
  readonly formula: string;
}

const DAY_SECONDS = 86_400;

/** The five figures with their targets. */
export function targetedFigures(
  found: UptimeFigures,
  targets: typeof TARGETS,
): Readonly<
  Record<"availability" | "mtbf" | "mttr" | "error_rate" | "latency_p95", TargetedFigure>
> {
  const { availability, mtbf, mttrMs, errorRate, latencyP95Ms } = found;
  const mtbfSeconds = mtbf === null ? null : mtbf.milliseconds / 1000;
  const mttrSeconds = mttrMs === null ? null : mttrMs / 1000;
  return {
    availability: {
      name: "Availability",
      value: availability,
      unit: "share",
      text: percent(availability, 3),
      target: `≥ ${percent(targets.availability, 1)}`,
      met: availability === null ? null : availability >= targets.availability,
      at_least: false,
      formula: "up / (up + down), of the time that was watched, without maintenance",
    },
    mtbf: {
      name: "Mean time between failures",
      value: mtbfSeconds,
      unit: "seconds",
      text: `${mtbf?.atLeast ? "≥ " : ""}${days(mtbfSeconds)}`,
      target: `≥ ${targets.mtbfDays} d`,
      met: isMtbfMet(mtbf, targets.mtbfDays * DAY_SECONDS * 1000),
      at_least: mtbf?.atLeast ?? false,
      formula: "up / failures; without a failure, at least up",
    },
    mttr: {
      name: "Mean time to recovery",
      value: mttrSeconds,
      unit: "seconds",
      text: mttrSeconds === null ? "no failure" : `${(mttrSeconds / 60).toFixed(2)} min`,
      target: `< ${targets.mttrMinutes} min`,
      met: mttrSeconds === null ? null : mttrSeconds < targets.mttrMinutes * 60,
      at_least: false,
      formula: "down / failures",
    },
    error_rate: {
      name: "Error rate",
      value: errorRate,
      unit: "share",
      text: errorRate === null ? "no traffic" : percent(errorRate, 3, "ceil"),
      target: `< ${percent(targets.errorRate, 1)}`,
      met: errorRate === null ? null : errorRate < targets.errorRate,
      at_least: false,
      formula: "answers with status 5xx / all answers",
    },
    latency_p95: {
      name: "Latency, 95th percentile",
      value: latencyP95Ms,
      unit: "ms",
      text: latencyP95Ms === null ? "no traffic" : `${latencyP95Ms.toPrecision(3)} ms`,
      target: `< ${targets.latencyP95Ms} ms`,
      met: latencyP95Ms === null ? null : latencyP95Ms < targets.latencyP95Ms,
      at_least: false,
      formula: "95 % of answers took at most this long; within 1 %",
    },
  };
}

/** A lower bound below the target says nothing. */
function isMtbfMet(mtbf: UptimeFigures["mtbf"], targetMs: number): boolean | null {
  if (mtbf === null) return null;
  if (mtbf.milliseconds >= targetMs) return true;
  return mtbf.atLeast ? null : false;
}

/** Rounded towards the worse, so that a target that is missed does not read as met. */
function percent(
  share: number | null,
  digits: number,
  towards: "floor" | "ceil" = "floor",
): string {
  if (share === null) return "not known";
  const scale = 10 ** digits;
  const slack = towards === "floor" ? 1e-9 : -1e-9;
  return `${(Math[towards](share * 100 * scale + slack) / scale).toFixed(digits)} %`;
}

const days = (seconds: number | null) =>
  seconds === null ? "not known" : `${(seconds / DAY_SECONDS).toFixed(2)} d`;
