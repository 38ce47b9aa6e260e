import type { StatsFs } from "node:fs";
import { stat, statfs } from "node:fs/promises";
import {
  LIVE_STATES,
  RECORD_KINDS,
  type RecordStore,
  type SourceState,
  type Stage,
  type StoreContent,
} from "@cdp-whatif/core";
import { lastBackupAt } from "../backup/last-backup.js";
import type { Outbox, TargetState } from "../notify/outbox.js";
import { counter, type Family, gauge, type Sample } from "./family.js";

/** What is told about data on their way, and in the store. */
export interface DataParts {
  readonly store: Pick<RecordStore, "content" | "letterCounts">;
  readonly stages: () => readonly Stage[];
  readonly sources: () => readonly SourceState[];
  readonly outbox: Pick<Outbox, "states">;
  /** Folder whose disk is told about. */
  readonly folder: string;
  /** File of the store, where it is one. */
  readonly storeFile?: string | undefined;
}

/** Rules beyond these are told as one: users may write any number of rules. */
const MOST_RULES = 50;

/** Data in the store, on their way in, and on their way out; what cannot be read now is left out. */
export async function dataFamilies(parts: DataParts): Promise<Family[]> {
  const { store, stages, sources, outbox, folder, storeFile } = parts;
  const [content, letters, targets, disk, bytes, backup] = await Promise.all([
    inTime(store.content()),
    inTime(store.letterCounts()),
    inTime(outbox.states()),
    inTime(statfs(folder)),
    storeFile === undefined ? null : inTime(sizeOf(storeFile)),
    storeFile === undefined ? null : inTime(lastBackupAt(storeFile)),
  ]);
  return [
    ...(content === null ? [] : [recordFamily(content)]),
    ...(letters === null
      ? []
      : [gauge("cdp_dead_letters", "Dead letters in the store by rule.", rulesOf(letters))]),
    ...(bytes === null ? [] : [gauge("cdp_store_bytes", "Size of the store's files.", bytes)]),
    ...(backup === null ? [] : [backupFamily(Date.now() - backup)]),
    ...(disk === null ? [] : diskFamilies(disk)),
    ...stageFamilies(stages()),
    ...sourceFamilies(sources()),
    ...(targets === null ? [] : outboxFamilies(targets)),
  ];
}

/** Metrics are wanted most when something hangs. */
const LIMIT_MS = 1000;

/** null when it fails, or takes too long. */
async function inTime<T>(asked: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), LIMIT_MS);
  });
  try {
    return await Promise.race([asked, late]);
  } catch {
    return null; // what failed is told by /health
  } finally {
    clearTimeout(timer);
  }
}

/** The file and its log. */
async function sizeOf(file: string): Promise<number> {
  const log = stat(`${file}.wal`).catch(() => ({ size: 0 })); // there only while there is something in it
  return (await stat(file)).size + (await log).size;
}

function recordFamily({ records }: StoreContent): Family {
  const kinds = RECORD_KINDS.map((kind) => ({ labels: { kind }, value: records[kind] }));
  return gauge("cdp_store_records", "Records in the store by kind.", kinds);
}

function backupFamily(ageMs: number): Family {
  const seconds = Math.max(0, ageMs / 1000);
  return gauge("cdp_backup_age_seconds", "Age of the newest backup of the store.", seconds);
}

function diskFamilies({ blocks, bavail, bsize }: StatsFs): Family[] {
  return [
    gauge("cdp_disk_size_bytes", "Disk of the data.", blocks * bsize),
    gauge("cdp_disk_free_bytes", "Space left on the disk of the data.", bavail * bsize),
  ];
}

function outboxFamilies(targets: readonly TargetState[]): Family[] {
  const of = (figure: (target: TargetState) => number) =>
    targets.map((one) => ({ labels: { target: one.name }, value: figure(one) }));
  return [
    gauge(
      "cdp_outbox_waiting",
      "Messages that wait for a target.",
      of((one) => one.waiting),
    ),
    gauge(
      "cdp_outbox_dead",
      "Messages given up, by target.",
      of((one) => one.dead),
    ),
  ];
}

function rulesOf(letters: Readonly<Record<string, number>>): Sample[] {
  const sorted = Object.entries(letters).sort(([, a], [, b]) => b - a);
  const shown = sorted.slice(0, MOST_RULES).map(([rule, value]) => ({ labels: { rule }, value }));
  const others = sorted.slice(MOST_RULES).reduce((sum, [, value]) => sum + value, 0);
  return others === 0 ? shown : [...shown, { labels: { rule: "other" }, value: others }];
}

function stageFamilies(stages: readonly Stage[]): Family[] {
  const of = (figure: (stage: Stage) => number) =>
    stages.map((stage) => ({ labels: { stage: stage.name }, value: figure(stage) }));
  return [
    counter(
      "cdp_stage_entered_total",
      "What went into each stage.",
      of((one) => one.in),
    ),
    counter(
      "cdp_stage_left_total",
      "What came out of each stage.",
      of((one) => one.out),
    ),
    gauge(
      "cdp_stage_failed",
      "1 where a stage could not go on.",
      of(({ state }) => (state === "failed" ? 1 : 0)),
    ),
  ];
}

function sourceFamilies(sources: readonly SourceState[]): Family[] {
  const of = (figure: (source: SourceState) => number) =>
    sources.map((source) => ({ labels: { source: source.name }, value: figure(source) }));
  const states = sources.flatMap(({ name, state }) =>
    LIVE_STATES.map((one) => ({
      labels: { source: name, state: one },
      value: one === state ? 1 : 0,
    })),
  );
  const outcomes = (["stored", "duplicates", "deadLettered"] as const).flatMap((outcome) =>
    sources.map((one) => ({
      labels: { source: one.name, outcome: outcome === "deadLettered" ? "dead_lettered" : outcome },
      value: one[outcome],
    })),
  );
  return [
    gauge("cdp_source_state", "1 for the state that a live source is in.", states),
    counter(
      "cdp_source_messages_total",
      "Durable messages of a live source.",
      of((one) => one.messages),
    ),
    counter("cdp_source_records_total", "What records of a live source became.", outcomes),
    gauge(
      "cdp_source_failures",
      "Tries that failed since the last durable batch.",
      of((one) => one.failures),
    ),
    gauge(
      "cdp_source_last_batch_timestamp_seconds",
      "When a live source last brought something, since 1970.",
      sources.flatMap(({ name, lastBatchAt }) =>
        lastBatchAt === null ? [] : [{ labels: { source: name }, value: lastBatchAt / 1000 }],
      ),
    ),
  ];
}
