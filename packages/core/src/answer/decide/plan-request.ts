import { planTest, type TestOptions } from "../../decide/index.js";
import { CoreError } from "../../error.js";
import { describePlan } from "../../model/experiment/index.js";
import type { Twin } from "../../schema/twin.js";
import { TestPlanRequest, type TestPlanResponse } from "../model/decision.js";
import { localeOf } from "../sentence/say.js";
import { sentence } from "../sentence/sentence.js";
import { twinNames } from "../simulate/simulate-request.js";
import { camelWithin, resolveNames } from "./asked-names.js";

/**
 * Answers `POST /api/v1/experiments/plan`: an action as a test of it.
 *
 * @param body - a `TestPlanRequest`; names may be aliases, fields may be written in snake case
 * @throws CoreError as `planTest` does
 */
export function planRequest(
  twin: Twin,
  body: unknown,
  { locale: language }: { locale?: string } = {},
): TestPlanResponse {
  const parsed = TestPlanRequest.safeParse(
    resolveNames(camelWithin(body, ["interventions"]), twinNames(twin)),
  );
  if (!parsed.success) {
    throw new CoreError(
      "invalid_input",
      "not an action to test",
      parsed.error.issues.map(({ path, message }) => ({
        pointer: path.map((part) => `/${String(part)}`).join(""),
        detail: message,
      })),
    );
  }
  const { interventions, ...options } = parsed.data;
  const plan = planTest(twin, { interventions }, withoutUndefined(options));
  const locale = localeOf(language);
  return {
    success: true,
    test_plan: plan,
    description: describePlan(plan.plan),
    sentences: plan.reasons.map((reason) => sentence(reason, locale)),
  };
}

/** Options that were told. */
function withoutUndefined(options: Omit<TestPlanRequest, "interventions">): TestOptions {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as TestOptions;
}
