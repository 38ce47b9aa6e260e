/** The views of the dashboard, in the order of its tabs. */
export const VIEWS = ["time-series", "personas", "regions", "whatif", "operations"] as const;
export type View = (typeof VIEWS)[number];

/** A view as an attribute or a link may spell it; null for anything else. */
export const viewOf = (value: string | null): View | null =>
  VIEWS.find((view) => view === value) ?? null;

/** The views that a source can fill: how a server is, only a server can say. */
export const viewsOf = (source: { readonly operations?: unknown } | null): readonly View[] =>
  VIEWS.filter((view) => view !== "operations" || source?.operations !== undefined);

/** The view that a key leads to from another; null for a key that leads nowhere. */
export function viewAfterKey(key: string, from: View, views: readonly View[]): View | null {
  const at = views.indexOf(from);
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: at + 1,
    ArrowLeft: at - 1 + views.length,
    Home: 0,
    End: views.length - 1,
  };
  const next = steps[key];
  return next === undefined ? null : (views[next % views.length] ?? null);
}
