import type { HealthAnswer, SourcesAnswer } from "../../source/operations-source.js";

/** What was seen last of health and sources; null: nothing yet. */
export interface Seen {
  readonly health: HealthAnswer | null;
  readonly flow: SourcesAnswer | null;
}

/** A check or a source whose state is not what it was. */
export interface Change {
  readonly what: "check" | "source";
  readonly name: string;
  readonly state: "pass" | "fail" | SourcesAnswer["sources"][number]["state"];
}

/** States that are passed through on the way from one try to the next: not worth a word. */
const PASSING = new Set(["connecting", "idle"]);

/** What is to be read out: nothing at first sight, then each check and source that changed. */
export function changesOf(before: Seen, now: Seen): Change[] {
  const changes: Change[] = [];
  if (before.health && now.health) {
    for (const [name, state] of Object.entries(now.health.checks)) {
      if (before.health.checks[name] !== state) changes.push({ what: "check", name, state });
    }
  }
  if (before.flow && now.flow) {
    const known = new Map(before.flow.sources.map(({ name, state }) => [name, state]));
    for (const { name, state } of now.flow.sources) {
      const was = known.get(name);
      if (was !== state && !PASSING.has(state)) changes.push({ what: "source", name, state });
    }
  }
  return changes;
}
