import type { Catalogue, Intake, Notification, RecordStore, RuleSet, Twin } from "@cdp-whatif/core";
import type { StoreKeys } from "@cdp-whatif/core/seal";
import type { Logger } from "pino";
import type { AccessOptions } from "../access/options.js";
import type { App } from "../app.js";
import type { Audit } from "../audit/audit.js";
import type { CacheOptions } from "../cache/options.js";
import type { CustomerKeeper } from "../customer-keeper.js";
import type { HealthOptions } from "../health/options.js";
import type { Family } from "../metric/family.js";
import type { Target } from "../notify/definition.js";
import type { RetentionPolicy, RetentionState } from "../retention/retention.js";
import type { DefinedSource } from "../source/source-kind.js";
import type { Tracer } from "../trace/tracer.js";
import type { WriteKey } from "../tracking/write-key.js";
import type { TwinKeeper } from "../twin/twin-keeper.js";
import type { WatchedStore } from "../watched-store.js";
import type { Webhook } from "../webhook/definition.js";

/** What a server is made of. */
export interface ServiceOptions {
  readonly store: RecordStore;
  readonly catalogue: Catalogue;
  /** IANA zone of naive local times; the catalogue's when omitted. */
  readonly zone?: string | undefined;
  /** Rules of the user's own, and what is declared about the data. */
  readonly ruleSet?: RuleSet | undefined;
  /** Live sources that are run beside the server once it is prepared. */
  readonly sources?: readonly DefinedSource[];
  /** Webhooks that can be delivered to. */
  readonly webhooks?: readonly Webhook[];
  /** Who is told of durable batches by webhooks; needs `folder`. */
  readonly notify?: readonly Target[];
  /** A fitted twin that stands; otherwise one is fitted from the store. */
  readonly twin?: Twin | undefined;
  /** Folder that the server writes to, watched by `/health`. */
  readonly folder?: string | undefined;
  /** Folder of the record of the monitor that watches this server. */
  readonly monitorFolder?: string | undefined;
  /** Where calls are kept; nowhere when omitted. Whoever opened it closes it. */
  readonly audit?: Audit | undefined;
  /** Writes the file of the store anew, with nothing in it that was removed; absent where there is no file. */
  readonly rewrite?: (() => Promise<void>) | undefined;
  /** Keys of a sealed store: what lies beside it is sealed, too. */
  readonly keys?: StoreKeys | null | undefined;
  /** Who may do what; without it everybody may do everything. */
  readonly access?: AccessOptions | undefined;
  /** What `folder` may hold, and what goes first; without it everything stays. */
  readonly retention?: RetentionPolicy | undefined;
  readonly log?: Logger | undefined;
  /** Traces requests down to the store; whoever made it closes it. */
  readonly tracer?: Tracer | undefined;
  readonly allowedOrigins?: readonly string[];
  /** Path before all of ours, where whoever hands requests over takes it away. */
  readonly basePath?: string | undefined;
  /** Believe `X-Forwarded-Prefix`. */
  readonly trustForwardedPrefix?: boolean | undefined;
  /** Bytes of serialised rows kept in memory; those beyond go to a scratch file. */
  readonly pageBudgetBytes?: number;
  readonly bodyLimitBytes?: number;
  readonly ingestLimitBytes?: number;
  /** Largest body of the tracking API, unpacked; Segment's own limit is 500 kB. */
  readonly trackingLimitBytes?: number;
  /** Keys of senders of customer events; without any, every key is taken. */
  readonly writeKeys?: readonly WriteKey[];
  /** Records of small deliveries that may wait for their commit; more are refused. Default 100,000. */
  readonly mostWaiting?: number | undefined;
  readonly threads?: number;
  /** Agents × periods × replications, with the baseline, that one simulation may ask for; 50,000,000 unless told. */
  readonly mostAgentSteps?: number;
  readonly debounceMs?: number;
  /** How long after customer events came behaviour is derived from them. */
  readonly deriveDebounceMs?: number;
  /** File of the store, where it is one, for the metrics. */
  readonly storeFile?: string | undefined;
  /** Metrics of other parts, read at each scrape. */
  readonly families?: (() => readonly Family[]) | undefined;
  readonly cache?: CacheOptions | undefined;
  readonly health?: HealthOptions | undefined;
  /** Buyers that a cell needs on a day for behaviour to be derived. Default 1. */
  readonly leastPeople?: number;
}

/** A server that does not listen yet. */
export interface Service {
  readonly app: App;
  readonly store: WatchedStore;
  readonly twin: TwinKeeper;
  readonly customers: CustomerKeeper;
  /** Where small deliveries go in; what it accepted is durable. */
  readonly intake: Intake;
  /** How full the data folder is; null where nothing keeps it within a budget. */
  readonly retention: () => RetentionState | null;
  /** Told of each durable batch, whichever way it came. */
  readonly notification: Notification;
  /** Starts webhooks out, before anything is taken in; `prepare` does so when it was not done. */
  startTelling(): Promise<void>;
  /** Starts webhooks out and the live sources, fits the twin and reads all cells, while requests are answered; resolves when the latter are done. */
  prepare(): Promise<void>;
  /** Says that nobody should be sent here any more: `/health/ready` is 503 from now on, and everything else goes on. */
  drain(): void;
  /** Seals what waits in the outbox under the key that is current. */
  resealOutbox(): Promise<void>;
  /** Ends the streams of events, which would not end themselves. */
  endStreams(): void;
  /** Ends threads and files; the store stays open. */
  close(): Promise<void>;
}
