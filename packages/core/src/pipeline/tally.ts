import type { IngestReport } from "../schema/ingest-report.js";
import type { CommitReport } from "../store/record-store.js";

type SourceCount = IngestReport["bySource"][string];

/** Counts of a run, added up commit by commit. */
export class Tally {
  readonly #bySource = new Map<string, SourceCount>();
  readonly #byKind = new Map<string, number>();
  readonly #byRule = new Map<string, number>();
  readonly #failed: { source: string; reason: string }[] = [];
  #blank = 0;
  #superseded = 0;
  #displaced = 0;
  #demo = false;

  /** @param read - records of the batch: what was accepted and what was rejected */
  commit(source: string, { read, report }: { read: number; report: CommitReport }): void {
    const count = this.source(source);
    this.#bySource.set(source, {
      read: count.read + read,
      stored: count.stored + report.stored,
      duplicates: count.duplicates + report.duplicates,
      deadLettered: count.deadLettered + report.deadLettered,
    });
    this.#superseded += report.superseded;
    this.#displaced += report.displaced;
    add(this.#byKind, report.byKind);
    add(this.#byRule, report.byRule);
  }

  source(source: string): SourceCount {
    return this.#bySource.get(source) ?? { read: 0, stored: 0, duplicates: 0, deadLettered: 0 };
  }

  blank(lines: number): void {
    this.#blank += lines;
  }

  demo(): void {
    this.#demo = true;
  }

  fail(source: string, reason: string): void {
    this.#failed.push({ source, reason });
  }

  report(): IngestReport {
    const all = [...this.#bySource.values()];
    const sum = (key: keyof SourceCount) => all.reduce((total, count) => total + count[key], 0);
    return {
      read: sum("read"),
      stored: sum("stored"),
      duplicates: sum("duplicates"),
      deadLettered: sum("deadLettered"),
      superseded: this.#superseded,
      displaced: this.#displaced,
      blank: this.#blank,
      byKind: Object.fromEntries(this.#byKind),
      byRule: Object.fromEntries([...this.#byRule].sort(([a], [b]) => (a < b ? -1 : 1))),
      bySource: Object.fromEntries(this.#bySource),
      failed: [...this.#failed],
      demo: this.#demo,
    };
  }
}

function add(
  counts: Map<string, number>,
  more: Readonly<Record<string, number | undefined>>,
): void {
  for (const [key, count] of Object.entries(more)) {
    if (count !== undefined && count > 0) counts.set(key, (counts.get(key) ?? 0) + count);
  }
}
