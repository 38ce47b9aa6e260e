import * as math from "../../src/math/index.js";

/** Pinned: a change of one bit of one result changes it, and is a change of the product's numbers. */
export const EXPECTED_BITS = "6dd55fec0ba044b015e95feba1ce8d29ac8fb31c9e9b50b2b5a37b473bafa095";

/** Calls of the probe: each adds the bits of at least one double. */
const CALLS = 100_000;

/**
 * SHA-256 over the bits of 100,000 results of all functions of `math/`: the same hex in every engine.
 *
 * @remarks Needs nothing but the room itself, so that a browser can run it from a bundle.
 */
export function bitsDigest(): string {
  const results: number[] = [];
  const next = math.uniformSource(20260311, 7, math.purposeId("bits-probe"));
  const between = (low: number, high: number) => low + (high - low) * next();
  const calls: (() => ArrayLike<number>)[] = [
    () => [math.exp(between(-746, 710)), math.exp(between(-2, 2))],
    () => [math.log(math.exp(between(-740, 700))), math.log(between(0.5, 2))],
    () => [math.pow(between(0, 5), between(-300, 300)), math.pow(-between(1, 9), 3)],
    () => [math.expm1(between(-40, 40)), math.expm1(between(-0.1, 0.1))],
    () => [math.log1p(between(-1, 5)), math.log1p(between(-0.01, 0.01))],
    () => [math.tanh(between(-3, 3)), math.tanh(between(-0.2, 0.2))],
    () => [math.logistic(between(-50, 50))],
    () => [math.erf(between(-3, 3)), math.erfc(between(-2, 27))],
    () => [math.normalCdf(between(-38, 8)), math.normalDensity(between(-38, 38))],
    () => [math.normalQuantile(next()), math.normalQuantile(math.exp(between(-700, -1)))],
    () => [math.logGamma(between(0, 30)), math.logBeta(between(0, 9), between(0, 9))],
    () => math.philox4x32([next() * 2 ** 32, 1, 2, 3], [next() * 2 ** 32, 5]),
    () => [math.normal(9, between(0, 99) | 0, between(0, 99) | 0, 3)],
    () => math.softmax([between(-9, 9), between(-9, 9), between(-9, 9)]),
    () => [math.logSumExp([between(-800, 800), between(-800, 800)])],
    () => [math.sum([between(-1, 1), 1e16, between(-1, 1), -1e16])],
  ];
  const slow: (() => ArrayLike<number>)[] = [
    () => [math.lowerGamma(between(0.1, 40), between(0, 60))],
    () => [math.upperGamma(between(0.1, 40), between(0, 60)), math.poissonDensity(30, 25)],
    () => [math.regularisedBeta(next(), between(0.1, 40), between(0.1, 40))],
    () => [math.studentTCdf(between(-9, 9), between(1, 60))],
    () => [math.studentTQuantile(next(), between(1, 60))],
    () => [math.chiSquaredQuantile(next(), between(1, 60))],
    () => [math.chiSquaredCdf(between(0, 90), 30), math.chiSquaredTail(between(0, 90), 30)],
    () => [math.samplePoisson(next, between(0, 1e4)), math.sampleBinomial(next, 1e6, next())],
    () => [math.sampleGamma(next, between(0.1, 9)), math.sampleBeta(next, 0.4, 3)],
    () => math.sampleDirichlet(next, [0.5, 2, 8]),
    () => math.sampleMultinomial(next, 10_000, [1, 2, 3]),
    () => matrices(next),
  ];
  for (let call = 0; call < CALLS; call++) {
    const turn = Math.floor(call / 16);
    const list = call % 16 === 0 ? slow : calls;
    const values = list[(call % 16 === 0 ? turn : call + turn) % list.length]?.() ?? [];
    for (let i = 0; i < values.length; i++) results.push(values[i] ?? 0);
  }
  return math.digestText(hex(Float64Array.from(results)));
}

function matrices(next: () => number): number[] {
  const x = Float64Array.from({ length: 24 }, (_, i) => (i % 3 === 0 ? 1 : next()));
  const y = Array.from({ length: 8 }, next);
  const fit = math.weightedLeastSquares({ x, y, columns: 3, weights: y });
  const eigen = math.symmetricEigen(fit.covariance, 3);
  return [...fit.coefficients, ...fit.robustCovariance, ...eigen.values, ...eigen.vectors];
}

/** Words of the doubles, high word first; every NaN the same, because engines differ in a NaN's bits. */
function hex(values: Float64Array): string {
  const view = new DataView(new ArrayBuffer(8));
  let text = "";
  for (const value of values) {
    view.setFloat64(0, value);
    text += Number.isNaN(value)
      ? "nan "
      : `${view.getUint32(0).toString(16)}.${view.getUint32(4).toString(16)} `;
  }
  return text;
}
