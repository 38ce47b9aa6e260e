import * as z from "zod";
import { type AlertRule, type Flapping, isBroken } from "./rule.js";

/** How a rule stands; survives a restart of the monitor. */
export const RuleState = z.strictObject({
  /** Whether it is broken; null: never seen. */
  broken: z.boolean().nullable(),
  /** When it became broken, or whole, ms since 1970. */
  since: z.int(),
  /** When it changed. */
  changes: z.array(z.int()),
  /** Whether there is an incident. */
  open: z.boolean(),
  /** Whether that one comes and goes. */
  flapping: z.boolean(),
});
export type RuleState = z.infer<typeof RuleState>;

/** A rule that nothing is known of yet. */
export const FRESH: RuleState = {
  broken: null,
  since: 0,
  changes: [],
  open: false,
  flapping: false,
};

/**
 * What a new value does to a rule: it opens an incident once it is broken for `for_seconds`, and closes it once it is
 * whole for `clear_seconds`. A rule that changed `flapping.changes` times within the window is flapping: its incident stays
 * open until it was whole for `quiet_seconds`. Twice as many changes open an incident even if none lasted.
 *
 * @param options.value - null: nothing is known, so that nothing changes
 */
export function stepRule(
  state: RuleState,
  {
    rule,
    flapping,
    value,
    now,
  }: { rule: AlertRule; flapping: Flapping; value: number | null; now: number },
): RuleState {
  if (value === null) return state;
  const broken = isBroken(rule, value);
  const changed = state.broken !== broken;
  const since = changed ? now : Math.min(state.since, now);
  const changes = [
    ...state.changes,
    ...(changed && (broken || state.broken !== null) ? [now] : []),
  ].filter((at) => at > now - flapping.window_seconds * 1000 && at <= now);
  const flaps = changes.length >= flapping.changes;
  const heldSeconds = (now - since) / 1000;
  if (!state.open) {
    const lasted = broken && heldSeconds >= rule.for_seconds;
    const opens = lasted || changes.length >= 2 * flapping.changes;
    return { broken, since, changes, open: opens, flapping: opens && flaps };
  }
  const comesAndGoes = state.flapping || flaps;
  const quietSeconds = comesAndGoes ? flapping.quiet_seconds : rule.clear_seconds;
  const closes = !broken && heldSeconds >= quietSeconds;
  return {
    broken,
    since,
    changes: closes && comesAndGoes ? [] : changes,
    open: !closes,
    flapping: !closes && comesAndGoes,
  };
}
