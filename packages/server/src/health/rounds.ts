import { type CheckOutcome, createRound, type HealthCheck, type HealthOutcome } from "./check.js";

/** Whom to tell, and how long a round stands. */
export interface RoundsOptions {
  /** Told of what did not pass before and does, or the other way round, with the reason that clients don't see. */
  readonly onChange?: (name: string, outcome: CheckOutcome) => void;
  /** How long what was found stands, so that asking often stays cheap. Default 1 s. */
  readonly standsMs?: number | undefined;
}

/** Rounds of checks, at most one in `standsMs`, whoever asks how often. */
export function createRounds(
  checks: readonly HealthCheck[],
  { onChange, standsMs = 1000 }: RoundsOptions = {},
): () => Promise<HealthOutcome> {
  const run = createRound(checks);
  const levels = new Map<string, string>();
  const tell = (found: HealthOutcome): HealthOutcome => {
    for (const [name, one] of Object.entries(found.checks)) {
      if (one.level !== (levels.get(name) ?? "pass")) onChange?.(name, one);
      levels.set(name, one.level);
    }
    return found;
  };
  let asked = Number.NEGATIVE_INFINITY;
  let asking: Promise<HealthOutcome> | undefined;
  return () => {
    const now = performance.now();
    if (asking === undefined || now - asked >= standsMs) {
      asked = now;
      asking = run().then(tell);
    }
    return asking;
  };
}
