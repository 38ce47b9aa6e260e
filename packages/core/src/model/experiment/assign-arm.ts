import { CoreError } from "../../error.js";
import { createTextHasher } from "../../math/text-hasher.js";
import { outOfRange } from "./design.js";

/** How customers are spread over arms. */
export interface Assignment {
  /** Text of the test: another salt is another, independent assignment. */
  readonly salt: string;
  /** Weight of each arm in any unit. */
  readonly shares: Readonly<Record<string, number>>;
}

/**
 * The arm of a customer: the same on every machine and at every time, uniform over customers, and independent between tests.
 *
 * @param id - of the unit that is assigned: a customer, or a cluster
 * @throws CoreError `invalid_input` without arms, `out_of_range` for a share that is not above 0
 */
export function assignArm(id: string, assignment: Assignment): string {
  return createArmAssigner(assignment)(id);
}

/**
 * A function that gives the arm of each id, for many of them; see {@link assignArm}.
 *
 * @remarks The first 52 bits of SHA-256 of the salt, a zero byte and the id, as a share of 1, among the shares of the
 * arms in the order of their names; so the order in which arms are written changes nothing.
 */
export function createArmAssigner({ salt, shares }: Assignment): (id: string) => string {
  const arms = Object.keys(shares).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  let total = 0;
  for (const arm of arms) {
    const share = shares[arm]!;
    if (!(share > 0 && share < Infinity)) throw outOfRange(`share of ${arm}`, share, "above 0");
    total += share;
  }
  const last = arms.at(-1);
  if (last === undefined) throw new CoreError("invalid_input", "no arms, expected one or more");
  let below = 0;
  const upTo = arms.map((arm) => {
    below += shares[arm]!;
    return below / total;
  });
  const hash = createTextHasher();
  return (id) => {
    const place = Number.parseInt(hash(`${salt}\u0000${id}`).slice(0, 13), 16) / 0x10000000000000;
    return arms.find((_, i) => place < upTo[i]!) ?? last;
  };
}
