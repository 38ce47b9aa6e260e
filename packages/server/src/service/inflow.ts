import {
  createIntake,
  type Intake,
  type Notification,
  type RecordStore,
  RuleSet,
  type SourceState,
  type StageBoard,
} from "@cdp-whatif/core";
import { nodeTextHasher, systemTiming } from "@cdp-whatif/core/node";
import { type Ingest, ingestInto } from "../ingest.js";
import { parsingOf } from "../parsing.js";
import { type Replay, replayInto } from "../replay.js";
import { createSupervisor } from "../source/supervisor.js";
import { createTrackingParser, type TrackingParser } from "../tracking/parse-thread.js";
import { checkKeys } from "../tracking/write-key.js";
import { createReceiver, type Receiver } from "../webhook/receive.js";
import type { ServiceOptions } from "./options.js";

/** Every way by which records come in: bodies, small deliveries, webhooks, live sources, second tries. */
export interface Inflow {
  readonly ruleSet: RuleSet;
  readonly ingest: Ingest;
  readonly intake: Intake;
  readonly receiver: Receiver;
  readonly tracking: TrackingParser;
  readonly trackingLimitBytes: number;
  readonly writeKey: ReturnType<typeof checkKeys>;
  readonly replay: Replay;
  /** How each live source is. */
  readonly sources: () => readonly SourceState[];
  /** Starts the live sources. */
  start(): void;
  /** Stops the live sources and threads; resolves when what they had read is durable. */
  close(): Promise<void>;
}

const MOST_TRACKING_BYTES = 4 * 2 ** 20;

/** What all ways in share. */
export interface InflowParts {
  readonly store: RecordStore;
  readonly board: StageBoard;
  readonly notification: Notification;
}

/** Joins all ways in to one store: they read by the same rules, and are counted on the same board. */
export function createInflow(options: ServiceOptions, parts: InflowParts): Inflow {
  const { catalogue, zone, log, writeKeys = [] } = options;
  const { trackingLimitBytes = MOST_TRACKING_BYTES } = options;
  const ruleSet = options.ruleSet ?? RuleSet.parse({});
  const parsing = {
    ...parts,
    catalogue,
    hash: nodeTextHasher,
    now: systemTiming.now,
    ...parsingOf(ruleSet),
    ...(zone !== undefined && { zone }),
  };
  const intake = createIntake({ ...parsing, mostWaiting: options.mostWaiting });
  const tracking = createTrackingParser({
    ...{ catalogue, ruleSet, writeKeys, zone, limitBytes: trackingLimitBytes },
  });
  const supervisor = createSupervisor(options.sources ?? [], {
    ...parsing,
    timing: systemTiming,
    onFailure: ({ name, state, failures, lastError }) =>
      log?.warn({ source: name, state, failures, reason: lastError }, "a source failed"),
  });
  return {
    ruleSet,
    ingest: ingestInto(parsing),
    intake,
    receiver: createReceiver(options.webhooks ?? [], { intake, now: systemTiming.now }),
    tracking,
    trackingLimitBytes,
    writeKey: checkKeys(writeKeys),
    replay: replayInto(parsing),
    sources: supervisor.states,
    start: () => supervisor.start(),
    async close() {
      await supervisor.close();
      await tracking.close();
    },
  };
}
