import type { FitOptions } from "../fit-progress.js";
import type { DemandModel, ElasticityPrior } from "./demand-model.js";
import type { DemandErrors } from "./robust-error.js";

/** How demand is fitted. */
export interface DemandOptions extends FitOptions {
  /** Names of the rows' further columns that move units, such as `feat` and `deal`. */
  readonly covariates?: readonly string[];
  /** `auto` draws products and groups towards what they have in common; `none` is least squares. */
  readonly shrinkage?: "auto" | "none";
  /**
   * What units are: `log` fits ln units, which leaves out rows without any; `counts` fits mean units, zeros among them.
   * `auto`, unless told, is `log` where every row sold something, else what foretells held-out units better.
   */
  readonly response?: "auto" | DemandModel["response"];
  /** Whether rivals' prices count; `none` leaves own prices only. */
  readonly crossPrices?: "all" | "none";
  /** Standard errors: `clustered` by group unless told (`robust` where there is one group). */
  readonly errors?: DemandErrors;
  /** What the rows' products are: brands (or items) unless told, or whole categories. */
  readonly level?: "brand" | "category";
  /** A published own-price elasticity of the same level. */
  readonly prior?: ElasticityPrior | null;
  /** Whether a test set the prices; an association unless told. */
  readonly causality?:
    | { readonly claim: "association" }
    | { readonly claim: "experiment"; readonly test: string };
}
