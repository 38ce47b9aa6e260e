import { normalQuantile, purposeId, uniformSource } from "../../math/index.js";
import {
  backward,
  forward,
  lossOf,
  type PerceptronShape,
  perceptronBuffers,
} from "./perceptron.js";

/** How one network is trained. */
export interface TrainingSettings {
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly l2: number;
}

/** Rows as inputs and targets. */
export interface TrainingRows {
  readonly inputs: Float64Array;
  readonly width: number;
  readonly targets: Float64Array;
  readonly train: Int32Array;
  /** Rows that tell when to stop; none for all passes. */
  readonly held: Int32Array;
}

/** A trained network. */
export interface TrainedPerceptron {
  readonly parameters: Float64Array;
  /** Passes after which the parameters were best. */
  readonly epochs: number;
  /** Whether training stopped before the last pass. */
  readonly stopped: boolean;
  /** Sum of the losses of the held-out rows. */
  readonly heldLoss: number;
}

const START = purposeId("network start");
const ORDER = purposeId("network order");
const FIRST = 0.9;
const SECOND = 0.999;
const PATIENCE = 12;

/**
 * Trains by Adam on shuffled batches with decoupled weight decay; the passes end when held-out rows gain no more, and the
 * parameters that foretold them best are kept.
 *
 * @see Kingma and Ba, Adam: a method for stochastic optimization, ICLR (2015)
 * @see Loshchilov and Hutter, Decoupled weight decay regularization, ICLR (2019)
 */
export function trainPerceptron(
  shape: PerceptronShape,
  { inputs, width, targets, train, held }: TrainingRows,
  {
    settings,
    seed,
    member,
    start,
    onEpoch,
  }: {
    settings: TrainingSettings;
    seed: number;
    member: number;
    /** Scores before anything is learnt: log-odds of the base rate. */
    start: ArrayLike<number>;
    onEpoch?: (epoch: number) => void;
  },
): TrainedPerceptron {
  const parameters = startOf(shape, { seed, member, start });
  const n = shape.parameters;
  const gradient = new Float64Array(n);
  const first = new Float64Array(n);
  const second = new Float64Array(n);
  const decays = decayedOf(shape);
  const buffers = perceptronBuffers(shape);
  const slopes = buffers.slopes[buffers.slopes.length - 1]!;
  const { loss } = shape;
  const next = uniformSource(seed, member, ORDER);
  const order = train.slice();
  const heldLossOf = () => {
    let total = 0;
    for (const row of held) {
      const scores = forward(shape, parameters, { inputs, from: row * width }, buffers);
      total += lossOf(scores, targets[row]!, { loss, slopes });
    }
    return total;
  };
  let best = parameters.slice();
  let bestLoss = heldLossOf();
  let bestEpoch = 0;
  let firstPower = 1;
  let secondPower = 1;
  let epoch = 0;
  for (; epoch < settings.epochs; epoch++) {
    onEpoch?.(epoch);
    shuffle(order, next);
    const rate = settings.learningRate * (1 - (0.9 * epoch) / settings.epochs);
    for (let from = 0; from < order.length; from += settings.batch) {
      const to = Math.min(order.length, from + settings.batch);
      gradient.fill(0);
      for (let k = from; k < to; k++) {
        const row = order[k]!;
        const scores = forward(shape, parameters, { inputs, from: row * width }, buffers);
        lossOf(scores, targets[row]!, { loss, slopes });
        backward(shape, parameters, gradient, buffers);
      }
      firstPower *= FIRST;
      secondPower *= SECOND;
      const share = 1 / (to - from);
      const step = (rate * Math.sqrt(1 - secondPower)) / (1 - firstPower);
      const decay = rate * settings.l2;
      for (let i = 0; i < n; i++) {
        const slope = gradient[i]! * share;
        first[i] = FIRST * first[i]! + (1 - FIRST) * slope;
        second[i] = SECOND * second[i]! + (1 - SECOND) * slope * slope;
        parameters[i] =
          parameters[i]! * (1 - decay * decays[i]!) -
          (step * first[i]!) / (Math.sqrt(second[i]!) + 1e-8);
      }
    }
    if (held.length === 0) continue;
    const found = heldLossOf();
    if (found < bestLoss) {
      bestLoss = found;
      bestEpoch = epoch + 1;
      best = parameters.slice();
    } else if (epoch + 1 - bestEpoch >= PATIENCE) break;
  }
  const stopped = epoch < settings.epochs;
  if (held.length === 0) {
    return { parameters, epochs: settings.epochs, stopped: true, heldLoss: 0 };
  }
  return { parameters: best, epochs: bestEpoch, stopped, heldLoss: bestLoss };
}

/** Weights of variance 2 / inputs (ramp) or 1 / inputs; small ones to the outputs, whose bias starts at the base rate. */
function startOf(
  { sizes, weightsAt, biasAt, activation, parameters }: PerceptronShape,
  { seed, member, start }: { seed: number; member: number; start: ArrayLike<number> },
): Float64Array {
  const next = uniformSource(seed, member, START);
  const values = new Float64Array(parameters);
  const last = sizes.length - 2;
  for (let layer = 0; layer <= last; layer++) {
    const inputs = sizes[layer]!;
    const gain = layer === last ? 0.1 : activation === "relu" ? 2 : 1;
    const sd = Math.sqrt(gain / inputs);
    for (let i = weightsAt[layer]!; i < biasAt[layer]!; i++)
      values[i] = sd * normalQuantile(next());
  }
  for (let k = 0; k < start.length; k++) values[biasAt[last]! + k] = start[k]!;
  return values;
}

/** 1 for weights, 0 for biases. */
function decayedOf({ sizes, weightsAt, biasAt, parameters }: PerceptronShape): Float64Array {
  const decays = new Float64Array(parameters);
  for (let layer = 0; layer + 1 < sizes.length; layer++) {
    decays.fill(1, weightsAt[layer]!, biasAt[layer]!);
  }
  return decays;
}

function shuffle(values: Int32Array, next: () => number): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    const value = values[i]!;
    values[i] = values[j]!;
    values[j] = value;
  }
}
