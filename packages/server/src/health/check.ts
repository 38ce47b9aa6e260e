/** One thing that the server needs, and how to see whether it works. */
export interface HealthCheck {
  readonly name: string;
  /** A critical one makes the whole critical, any other degraded. */
  readonly critical: boolean;
  /** Resolves when it works; rejects, or takes too long, when it does not. */
  readonly probe: () => Promise<void>;
}

/** What one check found. */
export interface CheckOutcome {
  readonly passed: boolean;
  readonly milliseconds: number;
  /** For the log, not for clients: it may name files. */
  readonly reason: string | null;
}

/** What all checks found together. */
export interface HealthOutcome {
  readonly status: "healthy" | "degraded" | "critical";
  readonly checks: Readonly<Record<string, CheckOutcome>>;
}

/**
 * Runs all checks side by side.
 *
 * @param options.limitMs - a check that takes longer has failed
 */
export async function runChecks(
  checks: readonly HealthCheck[],
  { limitMs = 2000 }: { limitMs?: number } = {},
): Promise<HealthOutcome> {
  const outcomes = await Promise.all(checks.map((check) => runCheck(check, limitMs)));
  const failed = checks.filter((_, index) => outcomes[index]?.passed !== true);
  return {
    status: failed.some(({ critical }) => critical)
      ? "critical"
      : failed.length > 0
        ? "degraded"
        : "healthy",
    checks: Object.fromEntries(
      checks.flatMap(({ name }, index) => {
        const outcome = outcomes[index];
        return outcome === undefined ? [] : [[name, outcome]];
      }),
    ),
  };
}

async function runCheck({ probe }: HealthCheck, limitMs: number): Promise<CheckOutcome> {
  const start = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs);
  });
  try {
    await Promise.race([probe(), late]);
    return { passed: true, milliseconds: performance.now() - start, reason: null };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { passed: false, milliseconds: performance.now() - start, reason };
  } finally {
    clearTimeout(timer);
  }
}
