import type { BatchIngested } from "@cdp-whatif/core";

/** What streams and webhooks out say of a batch. */
export interface ToldBatch {
  readonly source: string;
  readonly read: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly dead_lettered: number;
  readonly displaced: number;
}

/** The counts of a batch as they are told outside. */
export function toldBatch({ source, read, counts }: BatchIngested): ToldBatch {
  const { stored, duplicates, deadLettered, displaced } = counts;
  return { source, read, stored, duplicates, dead_lettered: deadLettered, displaced };
}

/** Whether a batch holds what came from a source; one commit may hold several. */
export function isFrom(source: string, batch: ToldBatch): boolean {
  return batch.source === source || batch.source.split(", ").includes(source);
}
