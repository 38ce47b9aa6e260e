import * as z from "zod";
import {
  ordered,
  type ReadOptions,
  summaryOf,
  type TestReading,
  unreadable,
} from "./test-reading.js";

const Analysis = z.looseObject({
  numerator: z.number(),
  denominator: z.number(),
  mean: z.number(),
  stddev: z.number(),
});
const Variation = z.looseObject({
  variationId: z.string(),
  users: z.number().optional(),
  analyses: z.array(Analysis).min(1),
});
const Results = z.looseObject({
  experimentId: z.string().optional(),
  dateStart: z.string().optional(),
  dateEnd: z.string().optional(),
  results: z
    .array(
      z.looseObject({
        dimension: z.string(),
        totalUsers: z.number(),
        metrics: z.array(
          z.looseObject({ metricId: z.string(), variations: z.array(Variation).min(1) }),
        ),
      }),
    )
    .min(1),
});
const Named = z.looseObject({
  name: z.string().optional(),
  variations: z
    .array(
      z.looseObject({
        variationId: z.string(),
        key: z.string().optional(),
        name: z.string().optional(),
      }),
    )
    .optional(),
});
const Export = z.union([
  z.looseObject({ result: Results, experiment: Named.optional() }),
  Results.transform((result) => ({ result, experiment: undefined })),
]);

/**
 * Reads the answer of GrowthBook's `GET /api/v1/experiments/{id}/results`: per metric and variation the users, and numerator,
 * mean and standard deviation per user. Its own analysis is not taken over: the arms are analysed again.
 *
 * @see GrowthBook REST API, Get results for an experiment, https://docs.growthbook.io/api/experiments/operation/getExperimentResults
 * @throws CoreError `invalid_input`
 */
export function readGrowthBook(value: unknown, options: ReadOptions): TestReading {
  const parsed = Export.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const pointer = (issue?.path ?? []).map((part) => `/${String(part)}`).join("");
    throw unreadable(
      pointer,
      "not results of a GrowthBook experiment",
      "result.results[].metrics[].variations[].analyses[] with numerator, denominator, mean and stddev",
    );
  }
  const { result, experiment } = parsed.data;
  const whole =
    result.results.length === 1 ? 0 : result.results.findIndex(({ dimension }) => dimension === "");
  const slice = result.results[whole];
  if (!slice) {
    const found = result.results.map(({ dimension }) => dimension).join(", ");
    throw unreadable("/result/results", `results by dimension (${found})`, "those of all users");
  }
  const place = `/result/results/${whole}/metrics`;
  const ids = slice.metrics.map(({ metricId }) => metricId);
  const at = options.metricId === undefined ? 0 : ids.indexOf(options.metricId);
  const metric = slice.metrics[at];
  if (!metric || (options.metricId === undefined && ids.length > 1)) {
    throw unreadable(place, `metrics ${ids.join(", ")}`, "the metricId of one of them");
  }
  const kind = options.metric ?? "proportion";
  const nameOf = (id: string): string => {
    const known = experiment?.variations?.find(({ variationId }) => variationId === id);
    return known?.name ?? known?.key ?? id;
  };
  const arms = Object.fromEntries(
    metric.variations.map(({ variationId, users, analyses }, i) => {
      const pointer = `${place}/${at}/variations/${i}`;
      const [first] = analyses;
      if (!first) throw unreadable(pointer, "no analysis", "one");
      const customers = users ?? first.denominator;
      if (kind === "mean" && first.denominator !== customers) {
        throw unreadable(pointer, "a ratio of two quantities", "a metric per user");
      }
      const { numerator, stddev } = first;
      return [
        nameOf(variationId),
        summaryOf(kind, { customers, total: numerator, sd: stddev, pointer }),
      ];
    }),
  );
  const control = options.control ?? nameOf(metric.variations[0]?.variationId ?? "");
  return {
    format: "growthbook",
    test: options.test ?? experiment?.name ?? result.experimentId ?? null,
    metric: kind,
    metricId: metric.metricId,
    control,
    arms: ordered(arms, control, place),
    from: result.dateStart?.slice(0, 10) || null,
    to: result.dateEnd?.slice(0, 10) || null,
    reasons: [],
  };
}
