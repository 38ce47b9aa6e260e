import type { HealthCheck } from "../health/check.js";
import type { Audit } from "./audit.js";

/** Fails while the audit log cannot be written, or has lost entries; where nothing is answered without it, that is critical. */
export function auditCheck({ state, settings }: Audit): HealthCheck {
  return {
    name: "audit",
    critical: settings.strict,
    probe: async () => {
      const { failure, lost, waiting } = state();
      if (failure !== null) throw new Error(`${failure}; ${waiting} entries wait`);
      if (lost > 0) throw new Error(`${lost} entries were lost while nothing could be written`);
    },
  };
}
