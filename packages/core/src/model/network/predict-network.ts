import { logistic, softmax } from "../../math/index.js";
import type { FeatureRow } from "../tree/feature-row.js";
import { encodeRows } from "./feature-code.js";
import type { NetworkModel } from "./network-model.js";
import { forward, perceptronBuffers, perceptronShape } from "./perceptron.js";

/**
 * Predictions in the order of the rows: of two classes the probability of the model's `event`; of more, one of each class by
 * name; of a regression the value.
 *
 * @param rows - columns that the model does not know are not looked at; one that is absent counts as missing
 * @throws CoreError `invalid_input` for a value of another kind, `not_finite` for ±Infinity
 */
export function predictNetwork(
  model: NetworkModel,
  rows: readonly FeatureRow[],
): number[] | Record<string, number>[] {
  const outputs = meanOutputs(model, rows);
  if (model.task === "classification" && model.event === null) return named(model, outputs);
  return outputs.map(([output]) => output!);
}

/**
 * Probability of each class by name, also of two.
 *
 * @returns no class for a regression: use {@link predictNetwork}
 */
export function networkProbabilities(
  model: NetworkModel,
  rows: readonly FeatureRow[],
): Record<string, number>[] {
  return named(model, meanOutputs(model, rows));
}

function named({ classes, event }: NetworkModel, outputs: readonly Float64Array[]) {
  return outputs.map((shares) =>
    Object.fromEntries(
      classes.map((name, k) => {
        if (event === null) return [name, shares[k]!];
        return [name, name === event ? shares[0]! : 1 - shares[0]!];
      }),
    ),
  );
}

/** Mean over members of probabilities or values. */
function meanOutputs(model: NetworkModel, rows: readonly FeatureRow[]): Float64Array[] {
  const { inputs, width } = encodeRows(rows, model.features);
  const { task, event, activation, members } = model;
  const loss = task === "regression" ? "squared" : event === null ? "softmax" : "logistic";
  const layers = members[0]!;
  const sizes = [width, ...layers.map(({ outputs }) => outputs)];
  const shape = perceptronShape(sizes, { activation, loss });
  const buffers = perceptronBuffers(shape);
  const totals = rows.map(() => new Float64Array(sizes[sizes.length - 1]!));
  for (const member of members) {
    const parameters = Float64Array.from(
      member.flatMap(({ weights, bias }) => [...weights, ...bias]),
    );
    totals.forEach((total, row) => {
      const scores = forward(shape, parameters, { inputs, from: row * width }, buffers);
      const shares = loss === "softmax" ? softmax(scores) : scores;
      for (let k = 0; k < total.length; k++) {
        const share = loss === "logistic" ? logistic(shares[k]!) : shares[k]!;
        total[k] = total[k]! + share / members.length;
      }
    });
  }
  if (loss === "squared") {
    for (const total of totals) total[0] = model.mean + model.sd * total[0]!;
  }
  return totals;
}
