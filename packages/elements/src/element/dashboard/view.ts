/** The views of the dashboard, in the order of its tabs. */
export const VIEWS = ["time-series", "personas", "regions", "whatif"] as const;
export type View = (typeof VIEWS)[number];

/** A view as an attribute or a link may spell it; null for anything else. */
export const viewOf = (value: string | null): View | null =>
  VIEWS.find((view) => view === value) ?? null;

/** The view that a key leads to from another; null for a key that leads nowhere. */
export function viewAfterKey(key: string, from: View): View | null {
  const at = VIEWS.indexOf(from);
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: at + 1,
    ArrowLeft: at - 1 + VIEWS.length,
    Home: 0,
    End: VIEWS.length - 1,
  };
  const next = steps[key];
  return next === undefined ? null : (VIEWS[next % VIEWS.length] ?? null);
}
