/** The eight stages, in their order. */
export const STAGES = [
  "source_discovery",
  "connection_establish",
  "data_extraction",
  "validation",
  "transformation",
  "enrichment",
  "indexing",
  "notification",
] as const;
export type StageName = (typeof STAGES)[number];

/** What a stage is doing and has done; counts are of sources, sources, lines, lines, records, records, records and batches. */
export interface Stage {
  readonly name: StageName;
  readonly state: "idle" | "running" | "done" | "failed";
  readonly in: number;
  readonly out: number;
  readonly lastError: string | null;
}

/** What went into a stage and came out of it, and what went wrong last. */
export interface StageCount {
  readonly entered: number;
  readonly left: number;
  readonly lastError: string | null;
}

/** Counts of stages, to be added to a board. */
export type StageCounts = Map<StageName, StageCount>;

/** Adds to the counts of a stage; what went wrong before stays when nothing does now. */
export function countStage(
  counts: StageCounts,
  name: StageName,
  { entered, left, lastError = null }: { entered: number; left: number; lastError?: string | null },
): void {
  const before = counts.get(name) ?? { entered: 0, left: 0, lastError: null };
  counts.set(name, {
    entered: before.entered + entered,
    left: before.left + left,
    lastError: lastError ?? before.lastError,
  });
}

/** Keeps the state of the stages of one run. */
export class StageBoard {
  readonly #stages = new Map<StageName, Stage>(
    STAGES.map((name) => [name, { name, state: "idle", in: 0, out: 0, lastError: null }]),
  );

  /** A copy of all stages, in their order. */
  all(): Stage[] {
    return STAGES.map((name) => ({ ...this.#of(name) }));
  }

  count(name: StageName, { entered = 0, left = 0 }: { entered?: number; left?: number }): void {
    const stage = this.#of(name);
    const state = stage.state === "failed" ? "failed" : "running";
    this.#stages.set(name, { ...stage, state, in: stage.in + entered, out: stage.out + left });
  }

  add(counts: ReadonlyMap<StageName, StageCount>): void {
    for (const [name, { entered, left, lastError }] of counts) {
      this.count(name, { entered, left });
      if (lastError !== null) this.error(name, lastError);
    }
  }

  /** Notes what went wrong last; `failed` tells that the stage could not go on. */
  error(name: StageName, message: string, { failed = false }: { failed?: boolean } = {}): void {
    const stage = this.#of(name);
    this.#stages.set(name, {
      ...stage,
      state: failed ? "failed" : stage.state,
      lastError: message,
    });
  }

  finish(): void {
    for (const stage of this.all()) {
      if (stage.state !== "failed") this.#stages.set(stage.name, { ...stage, state: "done" });
    }
  }

  #of(name: StageName): Stage {
    return this.#stages.get(name) ?? { name, state: "idle", in: 0, out: 0, lastError: null };
  }
}
