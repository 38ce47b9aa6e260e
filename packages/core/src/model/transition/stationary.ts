/** Which states a chain stays among for ever, once there: its closed classes, each in ascending order. */
export function closedClasses(matrix: Float64Array, states: number): number[][] {
  const reach = new Uint8Array(states * states);
  for (let i = 0; i < states; i++) {
    const open = [i];
    reach[i * states + i] = 1;
    while (open.length > 0) {
      const at = open.pop()!;
      for (let j = 0; j < states; j++) {
        if (matrix[at * states + j]! > 0 && reach[i * states + j] === 0) {
          reach[i * states + j] = 1;
          open.push(j);
        }
      }
    }
  }
  const classes: number[][] = [];
  for (let i = 0; i < states; i++) {
    const members: number[] = [];
    for (let j = 0; j < states; j++) if (reach[i * states + j]) members.push(j);
    const closed = members.every((j) => reach[j * states + i]);
    if (closed && members[0] === i) classes.push(members);
  }
  return classes;
}

/**
 * Where a chain is in the long run, on average over time.
 *
 * With one closed class this is its stationary distribution, whatever the start; with several it depends on `start`.
 *
 * @param matrix - row-major, rows sum to 1
 * @param start - shares in the beginning
 */
export function longRunShares(
  matrix: Float64Array,
  { states, start }: { states: number; start: Float64Array },
): Float64Array {
  const classes = closedClasses(matrix, states);
  const shares = new Float64Array(states);
  const only = classes.length === 1;
  const limit = only ? null : limitOf(matrix, states);
  for (const members of classes) {
    let mass = only ? 1 : 0;
    if (limit !== null) {
      for (let i = 0; i < states; i++) {
        for (const j of members) mass += start[i]! * limit[i * states + j]!;
      }
    }
    const within = stationaryOf(matrix, states, members);
    members.forEach((state, i) => {
      shares[state] = mass * within[i]!;
    });
  }
  return shares;
}

/**
 * Stationary distribution of a class of states that all reach each other, by elimination without a subtraction.
 *
 * @see Grassmann, Taksar and Heyman, Regenerative analysis and steady state distributions, Operations Research 33 (1985)
 */
function stationaryOf(
  matrix: Float64Array,
  states: number,
  members: readonly number[],
): Float64Array {
  const n = members.length;
  const p = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) p[i * n + j] = matrix[members[i]! * states + members[j]!]!;
  }
  for (let k = n - 1; k > 0; k--) {
    let left = 0;
    for (let j = 0; j < k; j++) left += p[k * n + j]!;
    for (let i = 0; i < k; i++) {
      const part = p[i * n + k]! / left;
      p[i * n + k] = part;
      for (let j = 0; j < k; j++) p[i * n + j]! += part * p[k * n + j]!;
    }
  }
  const shares = new Float64Array(n);
  shares[0] = 1;
  let total = 1;
  for (let k = 1; k < n; k++) {
    for (let i = 0; i < k; i++) shares[k]! += shares[i]! * p[i * n + k]!;
    total += shares[k]!;
  }
  return shares.map((value) => value / total);
}

/** Power of the lazy chain (P + I) / 2 in which nothing moves any more. */
function limitOf(matrix: Float64Array, states: number): Float64Array {
  let power = matrix.map((value, at) => value / 2 + (at % (states + 1) === 0 ? 0.5 : 0));
  for (let squaring = 0; squaring < 60; squaring++) {
    const next = new Float64Array(states * states);
    for (let i = 0; i < states; i++) {
      let total = 0;
      for (let k = 0; k < states; k++) {
        const weight = power[i * states + k]!;
        if (weight === 0) continue;
        for (let j = 0; j < states; j++) next[i * states + j]! += weight * power[k * states + j]!;
      }
      for (let j = 0; j < states; j++) total += next[i * states + j]!;
      for (let j = 0; j < states; j++) next[i * states + j] = next[i * states + j]! / total;
    }
    let moved = 0;
    for (let at = 0; at < next.length; at++)
      moved = Math.max(moved, Math.abs(next[at]! - power[at]!));
    power = next;
    if (moved < 1e-15) break;
  }
  return power;
}
