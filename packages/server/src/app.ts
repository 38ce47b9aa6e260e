import { OpenAPIHono } from "@hono/zod-openapi";
import type { Logger } from "pino";
import { type Gate, openGate } from "./access/gate.js";
import { tellRate } from "./access/tell-rate.js";
import type { Shelf } from "./asset/shelf.js";
import type { Audit } from "./audit/audit.js";
import { auditCalls, createCallAudit } from "./audit/audit-calls.js";
import { createCompressor } from "./compress/compressor.js";
import { createQuickLane, type QuickLane } from "./listener/quick-lane.js";
import type { Counters } from "./metrics.js";
import { allowOrigins } from "./middleware/allow-origins.js";
import { compressAnswers } from "./middleware/compress-answers.js";
import { createObserver, observe } from "./middleware/observe.js";
import { refuseTheRest, refuseWithProblems } from "./middleware/refuse.js";
import type { BasePath, RequestEnv } from "./middleware/request-env.js";
import { type BehaviourDeps, behaviourRoutes } from "./route/behaviour.js";
import { type CustomerDeps, customerRoutes } from "./route/customer.js";
import { type DeadLetterDeps, deadLetterRoutes } from "./route/dead-letter.js";
import { decisionRoutes } from "./route/decision.js";
import { documentRoutes } from "./route/document.js";
import { type EnrichedDeps, enrichedRoutes } from "./route/enriched.js";
import { entranceRoutes } from "./route/entrance.js";
import { type EventDeps, eventRoutes } from "./route/event.js";
import { type HealthDeps, healthRoutes } from "./route/health.js";
import { type IngestDeps, ingestRoutes } from "./route/ingest.js";
import { type IntelDeps, intelRoutes } from "./route/intel.js";
import { type MetricsDeps, metricsRoutes } from "./route/metrics.js";
import type { Door } from "./route/mount.js";
import { type NotificationDeps, notificationRoutes } from "./route/notification.js";
import { ownSessionRoutes } from "./route/own-session.js";
import { pageRoutes } from "./route/page.js";
import { type RuleDeps, ruleRoutes } from "./route/rule.js";
import { type SessionDeps, sessionRoutes } from "./route/session.js";
import { type SimulationDeps, simulationRoutes } from "./route/simulation.js";
import { type SourceDeps, sourceRoutes } from "./route/source.js";
import { type StreamDeps, streamRoutes } from "./route/stream.js";
import { openTracking, type TrackingDeps, trackingRoutes } from "./route/tracking.js";
import { type TwinDeps, twinRoutes } from "./route/twin.js";
import { type UptimeDeps, uptimeRoutes } from "./route/uptime.js";
import { type WebhookDeps, webhookRoutes } from "./route/webhook.js";
import type { Tracer } from "./trace/tracer.js";

/** Everything that the routes work with; each route sees only its own part. */
export interface AppDeps
  extends BehaviourDeps,
    IntelDeps,
    SimulationDeps,
    IngestDeps,
    TwinDeps,
    EventDeps,
    DeadLetterDeps,
    RuleDeps,
    CustomerDeps,
    SourceDeps,
    EnrichedDeps,
    WebhookDeps,
    StreamDeps,
    TrackingDeps,
    UptimeDeps,
    SessionDeps {
  readonly outbox: NotificationDeps["outbox"];
  readonly health: HealthDeps;
  readonly counters: Counters;
  readonly families: MetricsDeps["families"];
  readonly shelf: Shelf;
  readonly log?: Logger | undefined;
  readonly tracer?: Tracer | undefined;
  /** Where calls are kept; nowhere when omitted. */
  readonly audit?: Audit | undefined;
  /** What stands before the routes; without it everybody may do everything. */
  readonly gate?: Gate | undefined;
  /** Whether clients have quotas, which they are told of. */
  readonly countsRequests?: boolean;
  /** Origins of pages that may ask from elsewhere. */
  readonly allowedOrigins: readonly string[];
  readonly bootId: string;
  readonly basePath: BasePath;
}

/** The server as a function from request to answer; who listens in Node may ask its quick lane first. */
export type App = Door & { readonly lane: QuickLane | null };

/** The server as a function from request to answer; it listens nowhere. */
export function createApp(deps: AppDeps): App {
  const door: Door = Object.assign(new OpenAPIHono<RequestEnv>(), {
    gate: deps.gate ?? openGate,
    quick: new Map(),
  });
  const observer = createObserver(deps);
  const audit = deps.audit && createCallAudit(deps.audit);
  refuseWithProblems(door, deps);
  door.use(observe(observer, deps.tracer));
  if (audit !== undefined) door.use(auditCalls(audit));
  if (deps.countsRequests) door.use(tellRate);
  openTracking(door);
  if (deps.allowedOrigins.length > 0) door.use(allowOrigins(deps.allowedOrigins));
  const compress = createCompressor();
  door.use(compressAnswers(compress));
  behaviourRoutes(door, deps);
  enrichedRoutes(door, deps);
  intelRoutes(door, deps);
  simulationRoutes(door, deps);
  decisionRoutes(door, deps);
  ingestRoutes(door, deps);
  trackingRoutes(door, deps);
  twinRoutes(door, deps);
  eventRoutes(door, deps);
  deadLetterRoutes(door, deps);
  ruleRoutes(door, deps);
  customerRoutes(door, deps);
  sourceRoutes(door, deps);
  webhookRoutes(door, deps);
  streamRoutes(door, deps);
  notificationRoutes(door, deps);
  healthRoutes(door, deps.health);
  metricsRoutes(door, { ...deps, vitals: deps.health.vitals });
  uptimeRoutes(door, deps);
  documentRoutes(door);
  entranceRoutes(door);
  sessionRoutes(door, deps);
  ownSessionRoutes(door, deps);
  pageRoutes(door, deps);
  refuseTheRest(door);
  // Spans are made around Hono's own calls.
  const { log, tracer } = deps;
  const shared = { observer, compress, audit, log };
  const lane = tracer === undefined ? createQuickLane({ routes: door.quick, ...shared }) : null;
  return Object.assign(door, { lane });
}
