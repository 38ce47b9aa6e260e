import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { CoreError, dateOfDay, RECORD_KINDS, type StoreContent } from "@cdp-whatif/core";
import { ingestFiles } from "@cdp-whatif/core/node";
import type { Logger } from "pino";
import type { Audit } from "../audit/audit.js";
import { listen } from "../node.js";
import type { Orders } from "../order/answer-orders.js";
import { createService, type Service } from "../serve.js";
import { cacheOptions } from "../setting/cache.js";
import { healthOptions } from "../setting/health.js";
import type { Settings } from "../setting/index.js";
import { basePathOptions, limitOptions } from "../setting/listen.js";
import { monitorOptions } from "../setting/monitor.js";
import { serverOptions } from "../setting/server.js";
import { simulationOptions } from "../setting/simulation.js";
import type { TransportOptions } from "../setting/transport.js";
import { serverAudit } from "./audited.js";
import { EXIT, type ExitCode, errorText } from "./exit-code.js";
import { reportLines } from "./ingest.js";
import { openRedis } from "./redis.js";
import { certificateLog } from "./serve-access.js";
import { effectiveLines, effectiveSettings } from "./serve-check.js";
import { serveOrders } from "./serve-orders.js";
import { planServe, type ServeGiven } from "./serve-plan.js";
import { stopServing } from "./stop.js";
import { type OpenedStore, openNamedStore } from "./store.js";
import { createLog, openTracer } from "./telemetry.js";
import { grouped, type Terminal } from "./terminal.js";
import { untilStopped } from "./until-stopped.js";

/** What `serve` takes. */
export interface ServeOptions extends ServeGiven {
  /** Ends after everything was checked. */
  readonly check?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** Serves until the process is told to stop. */
export async function serve(terminal: Terminal, options: ServeOptions): Promise<ExitCode> {
  const { settings, environment, own, inputs, access, transport } = await planServe(
    terminal,
    options,
  );
  const { server, protection } = settings;
  if (options.check) {
    const effective = effectiveSettings(environment, options.flags, own);
    if (options.json) terminal.out(JSON.stringify({ settings: effective }));
    else for (const line of effectiveLines(effective)) terminal.out(line);
    return EXIT.fine;
  }
  // Before anything takes time: the first process of a container ignores signals that nobody listens for.
  const stopped = untilStopped();
  const log = server.log ? createLog(settings.telemetry) : undefined;
  const tracer = await openTracer(settings.telemetry, log);
  const opened = await openNamedStore(terminal, server, protection);
  const redis = await openRedis(settings.cache, log);
  let audit: Audit | undefined;
  try {
    if (server.demo) await loadDemo(terminal, opened, server.zone);
    audit = await serverAudit(terminal, opened, { host: server.host, settings: protection });
    const service = createService({
      ...opened,
      audit,
      ...inputs,
      ...serverOptions(server),
      ...monitorOptions(settings.monitor),
      retention: settings.retention,
      folder: opened.file === null ? undefined : dirname(opened.file),
      rewrite: opened.database?.rewrite,
      access: { ...access, redis },
      cache: cacheOptions(settings.cache, redis),
      health: healthOptions(settings.health),
      ...simulationOptions(settings.simulation),
      ...basePathOptions(settings.listen),
      storeFile: opened.file ?? undefined,
      tracer,
      log,
    });
    let orders: Orders | null = null;
    try {
      await service.startTelling();
      orders = await serveOrders(opened, { service, log });
      const { length } = inputs.writeKeys ?? [];
      const keys = length === 0 ? "any write key" : `${length} write keys`;
      await serveUntil(terminal, {
        ...{ service, opened, settings, stopped, keys, log },
        transport: { ...transport, ...limitOptions(settings.listen) },
      });
    } finally {
      await orders?.close();
      await service.close();
    }
  } finally {
    await audit?.close();
    redis?.close();
    await tracer?.close();
    await opened.store.close();
  }
  return EXIT.fine;
}

async function serveUntil(
  terminal: Terminal,
  {
    service,
    opened,
    settings,
    stopped,
    keys,
    transport,
    log,
  }: {
    service: Service;
    opened: OpenedStore;
    settings: Settings;
    stopped: Promise<string>;
    keys: string;
    transport: TransportOptions & ReturnType<typeof limitOptions>;
    log: Logger | undefined;
  },
): Promise<void> {
  const prepared = service.prepare().then(
    () => twinLine(service),
    (error: unknown) => errorText(error),
  );
  const listening = await listen(service.app, {
    ...transport,
    host: settings.server.host,
    port: settings.server.port,
    exposed: true,
    watch: certificateLog(log),
  });
  try {
    for (const line of contentLines(await service.store.content())) terminal.out(line);
    if (opened.file !== null) terminal.out(`Data file:  ${opened.file}`);
    terminal.out(`Dashboard:  ${listening.url}/`);
    terminal.out(`What if:    ${listening.url}/#cdp-dashboard=view=whatif`);
    terminal.out(`REST:       ${listening.url}/docs`);
    terminal.out(`Tracking:   ${listening.url}/v1 (Segment HTTP API, ${keys})`);
    terminal.out(`Health:     ${listening.url}/health`);
    prepared.then(terminal.out);
    const signal = await stopped;
    terminal.err(`Stopping (${signal}) …`);
    await stopServing(service, listening, settings.health);
    await prepared;
  } catch (error) {
    await listening.close();
    throw error;
  }
}

/** What is in the store, and which part of it nobody observed. */
export function contentLines(content: StoreContent): string[] {
  const kinds = RECORD_KINDS.filter((kind) => content.records[kind] > 0);
  if (kinds.length === 0) {
    return ["The store is empty. Fill it: cdp-whatif ingest FILE…, or start with --demo."];
  }
  const total = kinds.reduce((sum, kind) => sum + content.records[kind], 0);
  const { fromDay, toDay, personas, regions, brands } = content;
  const lines = [`Loaded ${grouped(total)} records:`];
  for (const kind of kinds) lines.push(`  ${kind}: ${grouped(content.records[kind])}`);
  if (fromDay !== null && toDay !== null) {
    lines.push(`  from ${dateOfDay(fromDay)} to ${dateOfDay(toDay)}`);
  }
  lines.push(`  personas: ${some(personas)}; regions: ${some(regions)}; brands: ${some(brands)}`);
  if (content.deadLetters > 0) {
    lines.push(`  not accepted: ${grouped(content.deadLetters)} (cdp-whatif dead-letters list)`);
  }
  if (content.demo) {
    lines.push("DEMO DATA: the store holds records that were made by the generator, not observed.");
  }
  return lines;
}

function some(names: readonly string[]): string {
  if (names.length <= 5) return names.join(", ");
  return `${names.slice(0, 5).join(", ")} and ${names.length - 5} more`;
}

function twinLine({ twin }: Service): string {
  const state = twin.state();
  const current = twin.current();
  if (current === null) {
    return `No twin yet: ${"reason" in state ? state.reason : "it is being fitted"}.`;
  }
  const demo = current.demo ? ", from demo data" : "";
  return `Twin ready: ${current.cells.length} cells, ${current.brands.length} brands, as of ${current.asOf}${demo}.`;
}

async function loadDemo(
  terminal: Terminal,
  { store, catalogue }: OpenedStore,
  zone: string | undefined,
): Promise<void> {
  const content = await store.content();
  if (RECORD_KINDS.some((kind) => content.records[kind] > 0)) return;
  const folder = demoFolder();
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".jsonl"))
    .map((name) => join(folder, name));
  terminal.out(`Loading demo data from ${folder} …`);
  const { report } = await ingestFiles({
    paths: files,
    store,
    catalogue,
    ...(zone !== undefined && { zone }),
  });
  for (const line of reportLines(report)) terminal.out(line);
}

/** The nearest `examples/demo` above this file. @throws CoreError `file_not_found` */
function demoFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const demo = join(folder, "examples", "demo");
    if (existsSync(demo)) return demo;
    if (dirname(folder) !== folder) continue;
    throw new CoreError(
      "file_not_found",
      "The demo data (examples/demo) are not part of this installation. Make some: cdp-whatif generate --out demo && cdp-whatif ingest demo",
    );
  }
}
