import * as z from "zod";
import { CoreError } from "../error.js";
import { Twin } from "../schema/twin.js";
import { Baseline, ShareBaseline } from "./baseline/index.js";
import { ChoiceModel } from "./choice/index.js";
import { DemandModel } from "./demand/index.js";
import { DriftWatch } from "./drift/index.js";
import { LifetimeModel } from "./lifetime/index.js";
import { MediaModel } from "./media/index.js";
import { NetworkModel } from "./network/index.js";
import { OutcomeModel } from "./outcome/index.js";
import { PersonaModel } from "./persona/index.js";
import { PropensityLogit } from "./propensity/index.js";
import { ShareTransitionModel, TransitionModel } from "./transition/index.js";
import { DecisionTree, TreeModel } from "./tree/index.js";
import { UpliftModel } from "./uplift/index.js";

/** Any model that a fit of this library returns, told apart by `kind`. */
export const Model = z.discriminatedUnion("kind", [
  Baseline,
  ChoiceModel,
  DecisionTree,
  DemandModel,
  DriftWatch,
  LifetimeModel,
  MediaModel,
  NetworkModel,
  OutcomeModel,
  PersonaModel,
  PropensityLogit,
  ShareBaseline,
  ShareTransitionModel,
  TransitionModel,
  TreeModel,
  Twin,
  UpliftModel,
]);
export type Model = z.infer<typeof Model>;

/**
 * Checks a model on its way back in, from a file or over a wire.
 *
 * @param value - what `JSON.parse` made of it
 * @throws CoreError `invalid_input` with each place that is not as its kind has it
 */
export function parseModel(value: unknown): Model {
  const parsed = Model.safeParse(value);
  if (parsed.success) return parsed.data;
  const kind = typeof value === "object" && value !== null ? Reflect.get(value, "kind") : undefined;
  throw new CoreError(
    "invalid_input",
    `found ${typeof kind === "string" ? `a model of kind ${kind}` : "no model"} with ${parsed.error.issues.length} fault(s), expected a model as a fit returns it`,
    parsed.error.issues.map(({ path, message }) => ({
      pointer: path.map((key) => `/${String(key)}`).join(""),
      detail: message,
    })),
  );
}
