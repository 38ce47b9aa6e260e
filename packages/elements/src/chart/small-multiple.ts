/** Place of one panel, in pixels. */
export interface Panel {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly row: number;
  readonly column: number;
}

/** Panels of one size in rows, and how high all of them are. */
export interface PanelGrid {
  readonly columns: number;
  readonly rows: number;
  readonly panels: readonly Panel[];
  readonly height: number;
}

/**
 * Lays out small multiples: as many columns as fit, spread so that rows are even (4 panels in 3 columns' width
 * become 2 × 2).
 *
 * @param count - how many panels
 * @param options.width - pixels for all
 * @param options.minimum - narrowest panel
 * @param options.aspect - height over width of a panel, before the bounds
 */
export function panelGrid(
  count: number,
  {
    width,
    minimum = 300,
    gap = 16,
    aspect = 0.5,
    shortest = 160,
    tallest = 420,
  }: {
    width: number;
    minimum?: number;
    gap?: number;
    aspect?: number;
    shortest?: number;
    tallest?: number;
  },
): PanelGrid {
  if (count === 0 || width <= 0) return { columns: 0, rows: 0, panels: [], height: 0 };
  const most = Math.max(1, Math.min(count, Math.floor((width + gap) / (minimum + gap))));
  const rows = Math.ceil(count / most);
  const columns = Math.ceil(count / rows);
  const panelWidth = (width - gap * (columns - 1)) / columns;
  const panelHeight = Math.min(tallest, Math.max(shortest, Math.round(panelWidth * aspect)));
  const panels = Array.from({ length: count }, (_, i): Panel => {
    const column = i % columns;
    const row = Math.floor(i / columns);
    return {
      x: column * (panelWidth + gap),
      y: row * (panelHeight + gap),
      width: panelWidth,
      height: panelHeight,
      row,
      column,
    };
  });
  return { columns, rows, panels, height: rows * (panelHeight + gap) - gap };
}
