import { CoreError } from "../../error.js";
import { ElasticityPrior } from "./demand-model.js";

/** @throws CoreError `invalid_input` for a prior that is none, `wrong_level` for one of another level than the rows */
export function checkPrior(prior: ElasticityPrior | null, level: "brand" | "category"): void {
  if (prior === null) return;
  const parsed = ElasticityPrior.safeParse(prior);
  if (!parsed.success) {
    throw new CoreError("invalid_input", `prior elasticity: ${parsed.error.issues[0]?.message}`);
  }
  if (prior.level !== level) {
    throw new CoreError(
      "wrong_level",
      `found a prior of ${prior.level} level (${prior.source}) for rows of ${level} level: buyers leave a brand for another far sooner than a category, so one says nothing of the other`,
    );
  }
}
