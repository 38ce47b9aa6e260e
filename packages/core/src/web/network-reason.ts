import { reasonOf } from "../error.js";

/** Without what may be secret: user, password and query. */
export function address(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

/** Fetch says only that it failed; why is in its cause. */
export function networkReason(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? reasonOf(error) : `${reasonOf(error)}: ${reasonOf(cause)}`;
}
