import { denseLines } from "../../chart/dense-line.js";
import type { PanelGeometry } from "../../chart/time-panel.js";
import { resolveColours } from "../../theme/resolve-colours.js";
import type { PanelModel } from "./panel-model.js";

/**
 * Paints the observed lines of a panel on its canvas, sharp on dense screens.
 *
 * @param root - the shadow root whose style sheet has the brands' colours
 */
export function paintLines(
  canvas: HTMLCanvasElement,
  model: PanelModel,
  geometry: PanelGeometry,
  { root, width, height }: { root: ShadowRoot; width: number; height: number },
): void {
  const ratio = Math.min(3, window.devicePixelRatio || 1);
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  if (!context) return;
  context.scale(ratio, ratio);
  context.lineWidth = 1.25;
  context.lineJoin = "round";
  for (const [i, series] of model.series.entries()) {
    const track = geometry.tracks[i];
    if (!track) continue;
    const { line } = resolveColours(root, { line: "var(--_brand)" }, `brand-${series.mark.colour}`);
    context.strokeStyle = line;
    context.fillStyle = line;
    context.setLineDash(series.mark.dash === 0 ? [] : [1 + 4 * series.mark.dash, 4]);
    context.beginPath();
    for (const polyline of denseLines(series.days, series.values, track.cuts, geometry.scale)) {
      const [x = 0, y = 0] = polyline;
      if (polyline.length === 2) context.fillRect(x - 1.5, y - 1.5, 3, 3);
      context.moveTo(x, y);
      for (let j = 2; j < polyline.length; j += 2)
        context.lineTo(polyline[j] ?? 0, polyline[j + 1] ?? 0);
    }
    context.stroke();
  }
}
