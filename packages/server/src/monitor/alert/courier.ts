import type { MonitorClock } from "../clock.js";
import type { Channel, Delivery } from "./channel.js";
import type { Incident, Notice } from "./incident.js";

/** Carries notices to their channels until each arrived or cannot. */
export interface Courier {
  /** Says that there may be something to carry. */
  nudge(): void;
  /** Resolves when nothing is being sent any more. */
  close(): Promise<void>;
}

/** What a courier works with. */
export interface CourierParts {
  readonly channels: readonly Channel[];
  /** All incidents that may have something pending, oldest first. */
  readonly incidents: () => readonly Incident[];
  /** Makes an incident durable, where the disk takes it. */
  readonly save: (incident: Incident) => Promise<void>;
  readonly clock: MonitorClock;
  readonly random: () => number;
  readonly tell: (sentence: string) => void;
  readonly signal: AbortSignal;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 300_000;
/** After so long nobody needs the message any more. */
const GIVE_UP_MS = 86_400_000;

interface Parcel {
  readonly incident: Incident;
  readonly notice: Notice;
}

/**
 * Starts a courier. Channels do not wait for each other, and what one refuses for now holds up only what follows it in
 * the same incident. That a message is being sent is durable before it is sent, where the disk takes it, and its outcome after: a
 * message that was interrupted is sent again, with the same dedup key.
 */
export function createCourier(parts: CourierParts): Courier {
  const running = new Map<string, Promise<void>>();
  const start = (channel: Channel) => {
    if (running.has(channel.name) || parts.signal.aborted) return;
    const run = carry(channel, parts)
      .catch((error: unknown) =>
        parts.tell(`alerts could not be stored: ${error instanceof Error ? error.message : error}`),
      )
      .finally(() => running.delete(channel.name));
    running.set(channel.name, run);
  };
  return {
    nudge() {
      for (const channel of parts.channels) {
        if (nextFor(channel.name, parts.incidents()) !== undefined) start(channel);
      }
    },
    async close() {
      await Promise.all(running.values());
    },
  };
}

async function carry(channel: Channel, parts: CourierParts): Promise<void> {
  const { clock, signal, save, tell, random } = parts;
  while (!signal.aborted) {
    const parcel = nextFor(channel.name, parts.incidents());
    if (parcel === undefined) return;
    const { incident, notice } = parcel;
    const wait = notice.nextAt - clock.now();
    if (wait > 0) {
      // Something else may come first meanwhile.
      await clock.wait(Math.min(wait, 1000), signal);
      continue;
    }
    notice.tries += 1;
    await save(incident);
    const delivery = await channel.deliver(incident, notice, signal);
    // Somebody may have resolved it while it was under way.
    if (notice.state === "superseded") continue;
    settle(notice, delivery, { now: clock.now(), random });
    if (notice.state === "failed") {
      tell(`${channel.name} does not take the alert ${incident.id}: ${notice.answer}`);
    } else if (notice.state === "pending" && notice.tries === 1) {
      tell(
        `${channel.name} did not take the alert ${incident.id}, which is tried again: ${notice.answer}`,
      );
    }
    await save(incident);
  }
}

/** The message for a channel that may be sent first: of each incident only the oldest. */
function nextFor(channel: string, incidents: readonly Incident[]): Parcel | undefined {
  let best: Parcel | undefined;
  for (const incident of incidents) {
    const notice = incident.notices.find(
      (one) => one.channel === channel && one.state === "pending",
    );
    if (notice === undefined) continue;
    if (best === undefined || notice.nextAt < best.notice.nextAt) best = { incident, notice };
  }
  return best;
}

function settle(
  notice: Notice,
  delivery: Delivery,
  { now, random }: { now: number; random: () => number },
): void {
  notice.answer = delivery.answer;
  if (delivery.ok) {
    notice.state = "sent";
    return;
  }
  if (delivery.final || now - notice.at > GIVE_UP_MS) {
    notice.state = "failed";
    return;
  }
  const step = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (notice.tries - 1));
  notice.nextAt = Math.round(now + Math.max(delivery.afterMs, step * (0.5 + random() / 2)));
}
