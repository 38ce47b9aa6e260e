/** `warn`: it works still, and somebody should look at it. */
export type Level = "pass" | "warn" | "fail";

/** What a probe found; the reason is for operators, not for clients: it may name files. */
export interface Finding {
  readonly level: Level;
  readonly reason: string | null;
}

/** One thing that the server needs, and how to see whether it works. */
export interface HealthCheck {
  readonly name: string;
  /** Whether the server is of no use while this fails; a failure of any other makes it degraded. */
  readonly critical: boolean;
  /** Resolves, with what it found if that is more than that it works; rejects, or stays silent, when it does not. */
  readonly probe: (() => Promise<Finding>) | (() => Promise<void>);
}

/** What one check found, and how long that took. */
export interface CheckOutcome extends Finding {
  readonly milliseconds: number;
}

export type HealthStatus = "healthy" | "degraded" | "critical";

/** What all checks found together. */
export interface HealthOutcome {
  readonly status: HealthStatus;
  readonly checks: Readonly<Record<string, CheckOutcome>>;
}

export const PASS: Finding = { level: "pass", reason: null };

/** Runs all checks side by side. */
export type HealthRound = () => Promise<HealthOutcome>;

/** How long a probe may be silent. */
export interface Patience {
  /** A round waits this long: a probe that is silent then is slow. */
  readonly waitMs: number;
  /** A probe that is silent for so long, over however many rounds, has failed. */
  readonly failMs: number;
}

/** A busy disk makes a durable write wait for seconds, and nothing is broken. */
const PATIENCE: Patience = { waitMs: 2000, failMs: 5000 };

/**
 * Makes a round of checks. A probe that has not ended by the next round is waited for again, not started again: one that
 * hangs takes no more than it took once.
 */
export function createRound(
  checks: readonly HealthCheck[],
  patience: Patience = PATIENCE,
): HealthRound {
  const runners = checks.map((check) => ({ ...check, run: runner(check, patience) }));
  return async () => {
    const found = await Promise.all(
      runners.map(async ({ name, critical, run }) => ({ name, critical, outcome: await run() })),
    );
    return {
      status: statusOf(found.map(({ critical, outcome: { level } }) => ({ critical, level }))),
      checks: Object.fromEntries(found.map(({ name, outcome }) => [name, outcome])),
    };
  };
}

/** The truth table: see docs/concept/health.md. */
export function statusOf(
  found: readonly { readonly critical: boolean; readonly level: Level }[],
): HealthStatus {
  if (found.some(({ critical, level }) => critical && level === "fail")) return "critical";
  return found.some(({ level }) => level !== "pass") ? "degraded" : "healthy";
}

function runner({ probe }: HealthCheck, { waitMs, failMs }: Patience): () => Promise<CheckOutcome> {
  let pending: { readonly since: number; readonly found: Promise<Finding> } | undefined;
  const begin = () => {
    const found = async () => (await probe()) ?? PASS;
    const started = { since: performance.now(), found: found() };
    const end = () => {
      if (pending === started) pending = undefined;
    };
    started.found.then(end, end);
    return started;
  };
  return async () => {
    const current = pending ?? begin();
    pending = current;
    const milliseconds = () => performance.now() - current.since;
    let timer: NodeJS.Timeout | undefined;
    const silent = new Promise<Finding>((resolve) => {
      const end = () => {
        const reason = `no answer for ${Math.round(milliseconds())} ms`;
        resolve({ level: milliseconds() < failMs ? "warn" : "fail", reason });
      };
      timer = setTimeout(end, waitMs);
    });
    try {
      return { ...(await Promise.race([current.found, silent])), milliseconds: milliseconds() };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { level: "fail", reason, milliseconds: milliseconds() };
    } finally {
      clearTimeout(timer);
    }
  };
}
