import type { AccessAnswer, OperationsSource } from "../../source/operations-source.js";
import { toSourceError } from "../../source/source-error.js";

const EVERYTHING: AccessAnswer = { role: "admin", only: null };

/** What whoever looks may do; a server that cannot say is asked everything. */
export async function accessOf(operations: OperationsSource): Promise<AccessAnswer> {
  try {
    return await operations.access();
  } catch (reason) {
    if (toSourceError(reason).code === "route_not_found") return EVERYTHING;
    throw reason;
  }
}

/** Whether what flows in may be asked, and not only how the server is. */
export function mayOperate({ role, only }: AccessAnswer): boolean {
  return ["operator", "admin"].includes(role) && (only === null || only.includes("Ingestion"));
}
