import type { Logger } from "pino";
import type { Retention, RetentionState } from "./retention.js";

/** Looked at so often: what a stream can bring meanwhile is far less than a fifth of the budget. */
const EVERY_MS = 60_000;

/** Runs rounds, one after the other, until it is stopped; tells the log what went, and when room becomes short. */
export function keepRetention(
  retention: Retention,
  { log, everyMs = EVERY_MS }: { log: Logger | undefined; everyMs?: number },
): { close(): Promise<void> } {
  let last: Promise<void> = Promise.resolve();
  let before = retention.state();
  const tell = (now: RetentionState) => {
    const { customerEvents, deadLetters } = before.removed;
    const gone = {
      customerEvents: now.removed.customerEvents - customerEvents,
      deadLetters: now.removed.deadLetters - deadLetters,
    };
    const { takenBytes, usedBytes, budgetBytes, eventsFromDay, level } = now;
    if (gone.customerEvents + gone.deadLetters > 0)
      log?.warn(
        { ...gone, eventsFromDay, takenBytes, usedBytes, budgetBytes },
        "retention removed data",
      );
    if (level !== before.level && level !== "fine")
      log?.error({ level, takenBytes, usedBytes, budgetBytes }, "the data folder is nearly full");
    before = now;
  };
  const round = () => {
    last = last
      .then(() => retention.round())
      .then(tell, (error: unknown) => log?.error({ err: error }, "retention failed"));
  };
  round();
  const timer = setInterval(round, everyMs);
  timer.unref();
  return {
    close() {
      clearInterval(timer);
      return last;
    },
  };
}
