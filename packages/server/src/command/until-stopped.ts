import { EXIT } from "./exit-code.js";

/** Resolves with the signal that asks the process to stop; a second one stops it at once. */
export function untilStopped(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        resolve(signal);
        process.once(signal, () => process.exit(EXIT.internal));
      });
    }
  });
}
