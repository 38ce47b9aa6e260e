import * as z from "zod";
import {
  ordered,
  type ReadOptions,
  summaryOf,
  type TestReading,
  unreadable,
} from "./test-reading.js";

const Statistics = z.looseObject({
  key: z.string(),
  number_of_samples: z.number(),
  sum: z.number(),
  sum_squares: z.number(),
  denominator_sum: z.number().nullish(),
  validation_failures: z.array(z.string()).nullish(),
});
const Answer = z.looseObject({ baseline: Statistics, variant_results: z.array(Statistics).min(1) });
const Funnels = z.looseObject({
  variants: z
    .array(z.looseObject({ key: z.string(), success_count: z.number(), failure_count: z.number() }))
    .min(2),
});
const Trends = z.looseObject({
  variants: z
    .array(z.looseObject({ key: z.string(), count: z.number(), exposure: z.number() }))
    .min(1),
});

/**
 * Reads the answer of PostHog's `ExperimentQuery`: a baseline and variants with samples, sum and sum of squares; or that of the
 * older funnel experiments, with successes and failures.
 *
 * @remarks The older trend experiments give counts of events without their spread between people: these are refused.
 * @see PostHog API schemas ExperimentQueryResponse, ExperimentStatsBaseValidated and ExperimentVariantFunnelsBaseStats;
 * https://posthog.com/docs/experiments/analyzing-results
 * @throws CoreError `invalid_input`
 */
export function readPostHog(value: unknown, options: ReadOptions): TestReading {
  const inner = innerOf(value);
  const kind = options.metric ?? "proportion";
  const answer = Answer.safeParse(inner);
  if (answer.success) {
    const all = [answer.data.baseline, ...answer.data.variant_results];
    const arms = Object.fromEntries(
      all.map(({ key, number_of_samples, sum, sum_squares, denominator_sum }, i) => {
        const pointer = i === 0 ? "/baseline" : `/variant_results/${i - 1}`;
        if (denominator_sum !== null && denominator_sum !== undefined) {
          throw unreadable(pointer, "a ratio of two quantities", "a metric per person");
        }
        return [
          key,
          summaryOf(kind, {
            customers: number_of_samples,
            total: sum,
            sumOfSquares: sum_squares,
            pointer,
          }),
        ];
      }),
    );
    const failures = new Set(all.flatMap(({ validation_failures }) => validation_failures ?? []));
    const control = options.control ?? answer.data.baseline.key;
    return readingOf(arms, { control, kind, options, pointer: "/variant_results", failures });
  }
  const funnels = Funnels.safeParse(inner);
  if (funnels.success) {
    const arms = Object.fromEntries(
      funnels.data.variants.map(({ key, success_count, failure_count }, i) => [
        key,
        summaryOf("proportion", {
          customers: success_count + failure_count,
          total: success_count,
          pointer: `/variants/${i}`,
        }),
      ]),
    );
    const control =
      options.control ?? ("control" in arms ? "control" : (funnels.data.variants[0]?.key ?? ""));
    return readingOf(arms, {
      control,
      kind: "proportion",
      options,
      pointer: "/variants",
      failures: new Set(),
    });
  }
  if (Trends.safeParse(inner).success) {
    throw unreadable(
      "/variants",
      "counts of a trend experiment, which say nothing of the spread between people",
      "the ExperimentQuery's number_of_samples, sum and sum_squares",
    );
  }
  const [issue] = answer.error.issues;
  throw unreadable(
    (issue?.path ?? []).map((part) => `/${String(part)}`).join(""),
    "not results of a PostHog experiment",
    "baseline and variant_results with key, number_of_samples, sum and sum_squares",
  );
}

/** The results themselves, out of `result`, `results` or `query_status.results` around them. */
function innerOf(value: unknown): unknown {
  const wrapped = z
    .looseObject({
      result: z.unknown().optional(),
      results: z.unknown().optional(),
      query_status: z.looseObject({ results: z.unknown() }).optional(),
    })
    .safeParse(value);
  if (!wrapped.success) return value;
  const { result, results, query_status } = wrapped.data;
  const inner = query_status?.results ?? results ?? result;
  return typeof inner === "object" && inner !== null && !Array.isArray(inner) ? inner : value;
}

function readingOf(
  arms: TestReading["arms"],
  {
    control,
    kind,
    options,
    pointer,
    failures,
  }: {
    control: string;
    kind: TestReading["metric"];
    options: ReadOptions;
    pointer: string;
    failures: ReadonlySet<string>;
  },
): TestReading {
  return {
    format: "posthog",
    test: options.test ?? null,
    metric: kind,
    metricId: options.metricId ?? null,
    control,
    arms: ordered(arms, control, pointer),
    from: null,
    to: null,
    reasons: [...failures].map((failure) => ({
      code: "source_warns",
      values: { warning: failure },
    })),
  };
}
