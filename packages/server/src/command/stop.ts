import { setTimeout as rest } from "node:timers/promises";
import type { Listening } from "../node.js";
import type { Service } from "../serve.js";
import { EXIT } from "./exit-code.js";

/** How long each part of stopping may take. */
export interface StopTimes {
  /** Between saying that nobody should be sent here any more, and taking no more requests. */
  readonly drainSeconds: number;
  /** For requests under way to end. */
  readonly graceSeconds: number;
}

/** What may take longer than requests: a commit under way, a fit that is given up. */
const AFTERWARDS_SECONDS = 15;

/**
 * Stops in an order that loses nothing that was acknowledged: `/health/ready` turns 503, then no more requests are taken and
 * those under way end, streams end, sources and what they have read, then the rest. A stop that hangs is ended by force.
 */
export async function stopServing(
  service: Service,
  listening: Listening,
  { drainSeconds, graceSeconds }: StopTimes,
): Promise<void> {
  service.drain();
  const most = drainSeconds + graceSeconds + AFTERWARDS_SECONDS;
  setTimeout(() => process.exit(EXIT.internal), most * 1000).unref();
  await rest(drainSeconds * 1000);
  const closed = listening.close({ graceMs: graceSeconds * 1000 });
  service.endStreams();
  await closed;
  await service.close();
}
