import { exp, log, logistic, tanh } from "../../math/index.js";

/** Sizes from the inputs to the outputs, and where each layer's numbers begin among all parameters. */
export interface PerceptronShape {
  readonly sizes: readonly number[];
  readonly activation: "relu" | "tanh";
  readonly loss: "logistic" | "softmax" | "squared";
  /** By layer: first weight (by input, then output), and first bias. */
  readonly weightsAt: readonly number[];
  readonly biasAt: readonly number[];
  readonly parameters: number;
}

export function perceptronShape(
  sizes: readonly number[],
  { activation, loss }: Pick<PerceptronShape, "activation" | "loss">,
): PerceptronShape {
  const weightsAt: number[] = [];
  const biasAt: number[] = [];
  let at = 0;
  for (let layer = 0; layer + 1 < sizes.length; layer++) {
    weightsAt.push(at);
    at += sizes[layer]! * sizes[layer + 1]!;
    biasAt.push(at);
    at += sizes[layer + 1]!;
  }
  return { sizes, activation, loss, weightsAt, biasAt, parameters: at };
}

/** Values of every layer of one row, and what the loss says about them. */
export interface PerceptronBuffers {
  readonly values: readonly Float64Array[];
  readonly slopes: readonly Float64Array[];
}

export function perceptronBuffers({ sizes }: PerceptronShape): PerceptronBuffers {
  return {
    values: sizes.map((size) => new Float64Array(size)),
    slopes: sizes.map((size) => new Float64Array(size)),
  };
}

/** Scores of a row (log-odds, utilities or value) into the last of `buffers.values`. */
export function forward(
  shape: PerceptronShape,
  parameters: Float64Array,
  { inputs, from }: { inputs: Float64Array; from: number },
  { values }: PerceptronBuffers,
): Float64Array {
  const { sizes, weightsAt, biasAt, activation } = shape;
  const last = sizes.length - 1;
  const first = values[0]!;
  for (let i = 0; i < first.length; i++) first[i] = inputs[from + i]!;
  for (let layer = 0; layer < last; layer++) {
    const input = values[layer]!;
    const output = values[layer + 1]!;
    const many = output.length;
    const bias = biasAt[layer]!;
    for (let j = 0; j < many; j++) output[j] = parameters[bias + j]!;
    let at = weightsAt[layer]!;
    for (let i = 0; i < input.length; i++, at += many) {
      const x = input[i]!;
      // Most inputs of categories and pieces, and half of what a ramp lets through, are 0.
      if (x === 0) continue;
      for (let j = 0; j < many; j++) output[j] = output[j]! + x * parameters[at + j]!;
    }
    if (layer + 1 === last) break;
    if (activation === "relu") {
      for (let j = 0; j < many; j++) if (output[j]! < 0) output[j] = 0;
    } else {
      for (let j = 0; j < many; j++) output[j] = tanh(output[j]!);
    }
  }
  return values[last]!;
}

/** Loss of scores: -ln of what was given to the class, or half a squared error; its slopes are put in place of `slopes`. */
export function lossOf(
  scores: Float64Array,
  target: number,
  { loss, slopes }: { loss: PerceptronShape["loss"]; slopes: Float64Array },
): number {
  if (loss === "squared") {
    const error = scores[0]! - target;
    slopes[0] = error;
    return 0.5 * error * error;
  }
  if (loss === "logistic") {
    const score = scores[0]!;
    slopes[0] = logistic(score) - target;
    const away = target === 1 ? -score : score;
    return away > 35 ? away : log(1 + exp(away));
  }
  let top = -Infinity;
  for (let k = 0; k < scores.length; k++) top = Math.max(top, scores[k]!);
  let total = 0;
  for (let k = 0; k < scores.length; k++) {
    slopes[k] = exp(scores[k]! - top);
    total += slopes[k]!;
  }
  for (let k = 0; k < scores.length; k++) slopes[k] = slopes[k]! / total - (k === target ? 1 : 0);
  return log(total) + top - scores[target]!;
}

/** Adds a row's gradient, after {@link forward} and {@link lossOf} (slopes of the scores in the last of `slopes`). */
export function backward(
  shape: PerceptronShape,
  parameters: Float64Array,
  gradient: Float64Array,
  { values, slopes }: PerceptronBuffers,
): void {
  const { sizes, weightsAt, biasAt, activation } = shape;
  for (let layer = sizes.length - 2; layer >= 0; layer--) {
    const input = values[layer]!;
    const slope = slopes[layer + 1]!;
    const before = slopes[layer]!;
    const many = slope.length;
    const bias = biasAt[layer]!;
    for (let j = 0; j < many; j++) gradient[bias + j] = gradient[bias + j]! + slope[j]!;
    let at = weightsAt[layer]!;
    if (layer === 0) {
      for (let i = 0; i < input.length; i++, at += many) {
        const x = input[i]!;
        if (x === 0) continue;
        for (let j = 0; j < many; j++) gradient[at + j] = gradient[at + j]! + x * slope[j]!;
      }
      return;
    }
    for (let i = 0; i < input.length; i++, at += many) {
      const x = input[i]!;
      if (x === 0 && activation === "relu") {
        before[i] = 0;
        continue;
      }
      let back = 0;
      for (let j = 0; j < many; j++) {
        gradient[at + j] = gradient[at + j]! + x * slope[j]!;
        back += parameters[at + j]! * slope[j]!;
      }
      before[i] = activation === "relu" ? back : back * (1 - x * x);
    }
  }
}
