import type { History } from "@cdp-whatif/core";

/** The buffers of a history's columns, each once: handed over to a thread, they need not be copied. */
export function columnsOf({ cells }: History): ArrayBuffer[] {
  const columns = cells.flatMap(({ days, people, shares }) => [days, people, shares]);
  return [...new Set(columns.map(({ buffer }) => buffer as ArrayBuffer))];
}
