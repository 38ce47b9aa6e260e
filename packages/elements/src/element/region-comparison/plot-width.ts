/** Narrowest body in which a row's parts stand side by side, as in the style sheet. */
const SIDE_BY_SIDE = 720 - 32;

/**
 * Pixels for each of the two plots of a row: what the style sheet gives them (24 %) when a row's parts stand side by
 * side, all of the body when they stack.
 */
export const plotWidth = (body: number): number =>
  body < SIDE_BY_SIDE ? body : Math.floor(body * 0.24);
