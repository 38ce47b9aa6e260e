import {
  checkKeys,
  RecommendationRequest,
  RecommendationResponse,
  TestPlanRequest,
  TestPlanResponse,
} from "@cdp-whatif/core";
import * as z from "zod";
import { jsonBody } from "../middleware/json-body.js";
import { preferredLocale } from "../negotiate/preferred-locale.js";
import { invalidQuery, queryOf } from "../query.js";
import { respondJson } from "../respond.js";
import type { DecisionQuestion } from "../twin/simulator.js";
import { type Door, mount, type RequestContext, type RouteSpec } from "./mount.js";
import { expectTwin, type SimulationDeps } from "./simulation.js";

/** What the decision routes work with. */
export type DecisionDeps = Pick<SimulationDeps, "twin" | "simulator" | "runs" | "bodyLimitBytes">;

const LocaleQuery = z.strictObject({
  locale: z
    .enum(["en", "zh-TW"])
    .optional()
    .meta({ description: "Language of sentences; else by Accept-Language" }),
});

/** Characters of a question whose answer is kept. */
const LONGEST_KEPT = 4096;

/** Mounts what to do, and how to test it. */
export function decisionRoutes(door: Door, deps: DecisionDeps): void {
  decisionRoute(door, deps, "recommend", {
    paths: ["/api/v1/recommendations"],
    id: "recommend",
    summary: "What to do: the best levels of the levers under constraints, against doing nothing",
    body: {
      type: "application/json",
      schema: RecommendationRequest.meta({ id: "RecommendationRequest" }),
      examples: { profit: { value: PROFIT }, share: { value: SHARE } },
    },
    answers: {
      200: {
        description: "Ranked actions, or doing nothing with the reasons; fractions throughout",
        content: { "application/json": RecommendationResponse },
      },
    },
  });
  decisionRoute(door, deps, "plan", {
    paths: ["/api/v1/experiments/plan"],
    id: "planExperiment",
    summary: "How to test an action: size, duration, metric, guard rails, looks",
    body: {
      type: "application/json",
      schema: TestPlanRequest,
      examples: { points: { value: POINTS } },
    },
    answers: {
      200: {
        description: "The plan, and what the twin foretells of it",
        content: { "application/json": TestPlanResponse },
      },
    },
  });
}

function decisionRoute(
  door: Door,
  { twin, simulator, runs, bodyLimitBytes }: DecisionDeps,
  question: DecisionQuestion,
  spec: Pick<RouteSpec, "paths" | "id" | "summary" | "body" | "answers">,
): void {
  mount(
    door,
    {
      method: "post",
      tag: "Decision",
      role: "analyst",
      query: LocaleQuery,
      problems: [400, 409, 413, 415, 422, 503],
      ...spec,
    },
    async (context) => {
      const options = localeOf(context);
      const body = await jsonBody(context, bodyLimitBytes);
      expectTwin(twin);
      // Core is deterministic: the same question to the same twin has the same bytes.
      const key = JSON.stringify([question, options, body]);
      const run = () => simulator.decide(question, body, options);
      const answer = key.length > LONGEST_KEPT ? await run() : await runs.getBytes(key, run);
      return respondJson(answer, { headers: { "cache-control": "no-store" } });
    },
  );
}

function localeOf(context: RequestContext): { locale: "en" | "zh-TW" } {
  const query = queryOf(context.req.url);
  checkKeys(query, Object.keys(LocaleQuery.shape));
  const parsed = LocaleQuery.safeParse(query);
  if (!parsed.success) throw invalidQuery(parsed.error);
  return { locale: parsed.data.locale ?? preferredLocale(context.req.header("accept-language")) };
}

const PROFIT = {
  brands: ["FamilyMart"],
  levers: [
    { lever: "price", brand: "FamilyMart", low: 0.95, high: 1.05 },
    { lever: "discount", brand: "FamilyMart", low: 0, high: 0.2, durations: [7, 14] },
  ],
  economics: { margin: { FamilyMart: 0.3 } },
  budget: 50000,
};
const SHARE = {
  objective: "share",
  levers: [{ lever: "points", brand: "FamilyMart", values: [1.5, 2, 3] }],
};
const POINTS = {
  interventions: [{ type: "promotion", brand: "FamilyMart", pointMultiplier: 2, durationDays: 28 }],
  customersPerDay: 400,
};
