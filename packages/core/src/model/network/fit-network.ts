import { CoreError } from "../../error.js";
import { log, purposeId, uniformSource } from "../../math/index.js";
import type { Reason } from "../../schema/verdict.js";
import type { FeatureRow } from "../tree/feature-row.js";
import { encodeRows, learnFeatures } from "./feature-code.js";
import type { NetworkModel } from "./network-model.js";
import type { NetworkOptions } from "./network-option.js";
import { type NetworkTarget, readNetworkTarget } from "./network-target.js";
import { type PerceptronShape, perceptronShape } from "./perceptron.js";
import { type TrainedPerceptron, trainPerceptron } from "./train-perceptron.js";

const HOLD = purposeId("network held-out rows");
const HELD_SHARE = 0.15;
/** Below it no rows are held out: too few to tell when to stop. */
const FEWEST_TO_HOLD = 40;
/** Passes where nothing tells when to stop. */
const BLIND_EPOCHS = 30;
const FEW_ROWS = 200;

/**
 * Fits a few small multilayer perceptrons and averages them: classes or values from numbers, categories and gaps.
 *
 * Each member starts elsewhere, holds out other rows to tell when to stop, and learns from the rest. Same rows, options and seed
 * give the same bits.
 *
 * @throws CoreError `too_few_rows` below two rows, `no_variation` for one class or value, `not_finite` for a missing target or
 * ±Infinity, `invalid_input` for no features or a column that mixes kinds, `unknown_key`, `out_of_range`
 * @see Bishop, Pattern Recognition and Machine Learning (2006), chapter 5
 * @see Gorishniy et al., On embeddings for numerical features in tabular deep learning, NeurIPS (2022), on pieces of a range
 * @see Hansen and Salamon, Neural network ensembles, IEEE TPAMI 12 (1990)
 */
export function fitNetwork(rows: readonly FeatureRow[], options: NetworkOptions): NetworkModel {
  const settings = settingsOf(options);
  const { seed = 0, onProgress, features: names } = options;
  const target = readNetworkTarget(rows, options);
  const features = learnFeatures(rows, { features: names, pieces: settings.pieces });
  const { inputs, width } = encodeRows(rows, features);
  const outputs = Math.max(1, target.event === null ? target.classes.length : 1);
  const loss =
    target.task === "regression" ? "squared" : target.event === null ? "softmax" : "logistic";
  const shape = perceptronShape([width, ...settings.hidden, outputs], {
    activation: settings.activation,
    loss,
  });
  const start = startScores(target, outputs);
  const trained: TrainedPerceptron[] = [];
  let held = 0;
  let naive = 0;
  for (let member = 0; member < settings.members; member++) {
    const parts = partRows(rows.length, { seed, member });
    trained.push(
      trainPerceptron(
        shape,
        { inputs, width, targets: target.values, ...parts },
        {
          settings: parts.held.length === 0 ? { ...settings, epochs: BLIND_EPOCHS } : settings,
          seed,
          member,
          start,
          ...(onProgress && {
            onEpoch: (epoch: number) =>
              onProgress({
                stage: `network ${member + 1} of ${settings.members}`,
                done: (member + epoch / settings.epochs) / settings.members,
              }),
          }),
        },
      ),
    );
    held += parts.held.length;
    naive += naiveLoss(target, { ...parts, loss });
  }
  onProgress?.({ stage: "done", done: 1 });
  const lost = trained.reduce((sum, { heldLoss }) => sum + heldLoss, 0);
  // A squared error is counted in full, in the target's unit.
  const unit = loss === "squared" ? 2 * target.sd * target.sd : 1;
  const model: NetworkModel = {
    kind: "network",
    version: 1,
    task: target.task,
    target: options.target,
    classes: [...target.classes],
    event: target.event,
    mean: target.mean,
    sd: target.sd,
    features,
    activation: settings.activation,
    members: trained.map(({ parameters }) => layersOf(shape, parameters)),
    rows: rows.length,
    method: "Adam on batches, decoupled weight decay, stopped by held-out rows, mean of members",
    epochs: trained.map(({ epochs }) => epochs),
    heldOut:
      held === 0
        ? null
        : {
            loss: (unit * lost) / held,
            naive: (unit * naive) / held,
            rows: held,
            name: loss === "squared" ? "squared error" : "log loss",
          },
    converged: trained.every(({ stopped }) => stopped),
    weaknesses: [],
  };
  return { ...model, weaknesses: weaknessesOf(model, rows, target) };
}

function settingsOf({
  hidden = [32, 16],
  activation = "relu",
  members = 5,
  epochs = 100,
  batch = 64,
  learningRate = 0.003,
  l2 = 0.1,
  pieces = 8,
}: NetworkOptions) {
  const whole = (value: number, low: number, high: number) =>
    Number.isInteger(value) && value >= low && value <= high;
  const checks = [
    [
      "hidden",
      hidden.join(", "),
      hidden.length > 0 && hidden.length <= 3 && hidden.every((size) => whole(size, 1, 1024)),
      "1 to 3 layers of 1 to 1024 units",
    ],
    ["members", members, whole(members, 1, 50), "1 to 50"],
    ["epochs", epochs, whole(epochs, 1, 10_000), "1 to 10000"],
    ["batch", batch, whole(batch, 1, 100_000), "1 to 100000"],
    ["learningRate", learningRate, learningRate > 0 && learningRate <= 1, "above 0, at most 1"],
    ["l2", l2, l2 >= 0 && l2 * learningRate < 1, "0 or more, below 1 / learningRate"],
    ["pieces", pieces, whole(pieces, 0, 64), "0 to 64"],
  ] as const;
  for (const [name, value, right, expected] of checks) {
    if (!right)
      throw new CoreError("out_of_range", `${name}: found ${value}, expected ${expected}`);
  }
  return { hidden, activation, members, epochs, batch, learningRate, l2, pieces };
}

/** Log-odds of the event, logarithms of the shares of classes, or the mean. */
function startScores({ task, values, event }: NetworkTarget, outputs: number): number[] {
  if (task === "regression") return [0];
  const counts = new Float64Array(Math.max(2, outputs));
  for (let i = 0; i < values.length; i++) counts[values[i]!]! += 1;
  if (event !== null) return [log(counts[1]! / counts[0]!)];
  return Array.from(counts, (count) => log(count / values.length));
}

/** Which rows a member learns from, and which tell it when to stop. */
function partRows(
  rows: number,
  { seed, member }: { seed: number; member: number },
): { train: Int32Array; held: Int32Array } {
  const order = Int32Array.from({ length: rows }, (_, i) => i);
  if (rows < FEWEST_TO_HOLD) return { train: order, held: new Int32Array(0) };
  const next = uniformSource(seed, member, HOLD);
  for (let i = rows - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    const value = order[i]!;
    order[i] = order[j]!;
    order[j] = value;
  }
  const held = Math.round(rows * HELD_SHARE);
  return { train: order.slice(held).sort(), held: order.slice(0, held).sort() };
}

/** Loss of the base rate, or of the mean, of the rows learnt from. */
function naiveLoss(
  { values, classes }: NetworkTarget,
  { train, held, loss }: { train: Int32Array; held: Int32Array; loss: PerceptronShape["loss"] },
): number {
  if (loss === "squared") {
    let mean = 0;
    for (const row of train) mean += values[row]! / train.length;
    return held.reduce((sum, row) => sum + 0.5 * (values[row]! - mean) * (values[row]! - mean), 0);
  }
  const counts = new Float64Array(classes.length).fill(0.5);
  for (const row of train) counts[values[row]!]! += 1;
  const total = train.length + 0.5 * classes.length;
  return held.reduce((sum, row) => sum - log(counts[values[row]!]! / total), 0);
}

function layersOf(
  shape: PerceptronShape,
  parameters: Float64Array,
): NetworkModel["members"][number] {
  return shape.weightsAt.map((at, layer) => {
    const bias = shape.biasAt[layer]!;
    const outputs = shape.sizes[layer + 1]!;
    return {
      inputs: shape.sizes[layer]!,
      outputs,
      weights: [...parameters.subarray(at, bias)],
      bias: [...parameters.subarray(bias, bias + outputs)],
    };
  });
}

function weaknessesOf(
  { heldOut, features, converged, classes }: NetworkModel,
  rows: readonly FeatureRow[],
  { values }: NetworkTarget,
): Reason[] {
  const reasons: Reason[] = [];
  if (rows.length < FEW_ROWS) reasons.push({ code: "few_rows", values: { rows: rows.length } });
  if (heldOut !== null && heldOut.loss >= heldOut.naive) {
    reasons.push({
      code: "not_better_than_naive",
      values: { loss: heldOut.loss, naive: heldOut.naive },
    });
  }
  if (!converged) reasons.push({ code: "not_converged", values: {} });
  for (const { name, kind, sd, mean, categories } of features) {
    const constant =
      kind === "category"
        ? categories.length < 2
        : rows.every((row) => Number(row[name] ?? mean) === mean) && sd === 1;
    if (constant) reasons.push({ code: "feature_never_varies", values: { feature: name } });
  }
  classes.forEach((name, k) => {
    const count = values.reduce((sum, value) => sum + (value === k ? 1 : 0), 0);
    if (count < 10 && classes.length > 2) {
      reasons.push({ code: "rare_class", values: { class: name, rows: count } });
    }
  });
  return reasons;
}
