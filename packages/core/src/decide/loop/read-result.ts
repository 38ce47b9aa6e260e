import * as z from "zod";
import {
  type AnalysisOptions,
  analyseExperiment,
  type ExperimentResult,
} from "../../model/experiment/index.js";
import { readGrowthBook } from "./read-growthbook.js";
import { readPostHog } from "./read-posthog.js";
import type { TestPlan } from "./test-plan.js";
import {
  ordered,
  type ReadOptions,
  summaryOf,
  type TestReading,
  unreadable,
} from "./test-reading.js";

const Arm = z.strictObject({
  customers: z.number(),
  conversions: z.number().optional(),
  mean: z.number().optional(),
  sd: z.number().optional(),
  sum: z.number().optional(),
  sumOfSquares: z.number().optional(),
});
const Own = z.strictObject({
  test: z.string().optional(),
  metric: z.enum(["proportion", "mean"]).optional(),
  control: z.string().optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  arms: z.record(z.string(), Arm),
});

/**
 * Reads what came out of a test, by arm: an export of GrowthBook or PostHog, or one's own sums.
 *
 * Own results are JSON `{ arms: { control: { customers, conversions }, … } }`, the first arm or `control` being the control; or
 * CSV with the header `arm,customers,conversions`.
 *
 * @param input - the text of the export, or what its JSON holds
 * @throws CoreError `invalid_input` with the place of what cannot be read
 */
export function readResult(input: unknown, options: ReadOptions): TestReading {
  if (options.format === "own" && typeof input === "string" && !input.trimStart().startsWith("{")) {
    return readOwn(tableOf(input), options);
  }
  const value = typeof input === "string" ? parseJson(input) : input;
  switch (options.format) {
    case "growthbook":
      return readGrowthBook(value, options);
    case "posthog":
      return readPostHog(value, options);
    case "own":
      return readOwn(value, options);
  }
}

/**
 * Analyses what was read, against the plan where there is one: its alpha, looks and arm sizes hold.
 *
 * @remarks Where both have two arms, those of the reading stand for those of the plan in their order.
 * @throws CoreError as `analyseExperiment` does
 */
export function resultOf(reading: TestReading, plan?: TestPlan): ExperimentResult {
  const names = plan?.plan.arms.map(({ name }) => name) ?? [];
  const read = Object.keys(reading.arms);
  const renamed =
    names.length === 2 && read.length === 2 && !names.every((name) => read.includes(name));
  const arms = Object.fromEntries(
    Object.entries(reading.arms).map(([name, arm], i) => [
      renamed ? (names[i] ?? name) : name,
      arm,
    ]),
  );
  const options: AnalysisOptions = {
    ...(plan && { plan: plan.plan }),
    metric: reading.metric,
    arms,
    control: renamed ? (names[0] ?? reading.control) : reading.control,
    ...(plan === undefined && reading.test !== null && { test: reading.test }),
    ...(reading.from !== null && { from: reading.from }),
    ...(reading.to !== null && { to: reading.to }),
  };
  const result = analyseExperiment(options);
  if (reading.reasons.length === 0) return result;
  const { reasons, needs } = result.verdict;
  return {
    ...result,
    verdict: { status: "weak", reasons: [...reasons, ...reading.reasons], needs },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable(
      "",
      `not JSON (${cause instanceof Error ? cause.message : String(cause)})`,
      "JSON",
    );
  }
}

function readOwn(value: unknown, options: ReadOptions): TestReading {
  const parsed = Own.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const pointer = (issue?.path ?? []).map((part) => `/${String(part)}`).join("");
    throw unreadable(
      pointer,
      issue?.message ?? "not results of a test",
      "arms with customers and conversions",
    );
  }
  const { arms: given, test, from, to } = parsed.data;
  const metric =
    options.metric ??
    parsed.data.metric ??
    (Object.values(given).every(({ conversions }) => conversions !== undefined)
      ? "proportion"
      : "mean");
  const arms = Object.fromEntries(
    Object.entries(given).map(([name, { customers, conversions, mean, sd, sum, sumOfSquares }]) => {
      const pointer = `/arms/${name}`;
      const total = conversions ?? sum ?? (mean === undefined ? undefined : mean * customers);
      if (total === undefined) throw unreadable(pointer, "no outcome", "conversions, mean or sum");
      return [name, summaryOf(metric, { customers, total, sd, sumOfSquares, pointer })];
    }),
  );
  const control = options.control ?? parsed.data.control ?? Object.keys(given)[0] ?? "";
  return {
    format: "own",
    test: options.test ?? test ?? null,
    metric,
    metricId: null,
    control,
    arms: ordered(arms, control, "/arms"),
    from: from ?? null,
    to: to ?? null,
    reasons: [],
  };
}

const COLUMNS = ["arm", "customers", "conversions", "mean", "sd", "sum", "sumOfSquares"];

/** Rows of a small CSV as arms; no field of it needs quotes. */
function tableOf(text: string): unknown {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const header = (lines[0] ?? "").split(",").map((field) => field.trim());
  const unknown = header.find((field) => !COLUMNS.includes(field));
  if (unknown !== undefined || header[0] !== "arm") {
    throw unreadable(
      "/0",
      `columns ${header.join(",")}`,
      `arm, then any of ${COLUMNS.slice(1).join(", ")}`,
    );
  }
  const arms = lines.slice(1).map((line, row) => {
    const [name = "", ...fields] = line.split(",").map((field) => field.trim());
    const values = header.slice(1).flatMap((column, i) => {
      const field = fields[i] ?? "";
      if (field === "") return [];
      const value = Number(field);
      if (!Number.isFinite(value)) throw unreadable(`/${row + 1}/${column}`, field, "a number");
      return [[column, value] as const];
    });
    return [name, Object.fromEntries(values)] as const;
  });
  return { arms: Object.fromEntries(arms) };
}
