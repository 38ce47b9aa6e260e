import type { SimulationResponse } from "@cdp-whatif/core";
import type { WhatifScenario } from "./scenario.js";

/** A scenario kept for comparison, with the answer that it had. */
export interface Pinned {
  readonly name: string;
  readonly scenario: WhatifScenario;
  readonly persona: string | null;
  readonly region: string | null;
  readonly response: SimulationResponse;
}

/** How many scenarios may be kept. */
export const MOST_PINNED = 3;

/** The first of A, B, C that no pinned scenario has. */
export function freeName(pinned: readonly Pinned[]): string {
  const taken = new Set(pinned.map(({ name }) => name));
  return ["A", "B", "C"].find((name) => !taken.has(name)) ?? `${pinned.length + 1}`;
}
