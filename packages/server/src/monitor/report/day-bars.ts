import { escapeHtml } from "./escape-html.js";
import type { ReportDay } from "./month-report.js";
import type { Wording } from "./wording.js";

const WIDTH = 700;
const HEIGHT = 110;
const LABELS = 18;
/** Anything that was not up is seen, however short it was. */
const LEAST = 3;

const PARTS = [
  ["down", "down_seconds"],
  ["unknown", "unknown_seconds"],
  ["maintenance", "maintenance_seconds"],
  ["degraded", "degraded_seconds"],
  ["up", "up_seconds"],
] as const;

/** A bar for each day of the month, divided by what the target was; the table below it says the same in numbers. */
export function dayBars(days: readonly ReportDay[], wording: Wording): string {
  const step = WIDTH / 31;
  const bars = days.map((day, i) => {
    const x = i * step + 1;
    const parts = heights(day);
    let y = HEIGHT;
    const rectangles = [...parts].reverse().map(({ state, height }) => {
      y -= height;
      const box = `x="${x.toFixed(1)}" y="${y.toFixed(2)}" width="${(step - 2).toFixed(1)}" height="${height.toFixed(2)}"`;
      return `<rect class="${state}" ${box}/>`;
    });
    const label = `<text x="${(x + step / 2 - 1).toFixed(1)}" y="${HEIGHT + 13}">${Number(day.date.slice(8))}</text>`;
    return `<g><title>${escapeHtml(daySentence(day, wording))}</title>${rectangles.join("")}${label}</g>`;
  });
  return (
    `<svg role="img" aria-label="${escapeHtml(wording.barsLabel)}" viewBox="0 0 ${WIDTH} ${HEIGHT + LABELS}">` +
    `<defs><pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
    `<rect width="4" height="4" class="hatch-ground"/><line x1="0" y1="0" x2="0" y2="4" class="hatch-line"/></pattern></defs>` +
    `${bars.join("")}</svg>`
  );
}

function heights(day: ReportDay): { state: string; height: number }[] {
  const present = PARTS.filter(([, key]) => day[key] > 0);
  const raw = present.map(([state, key]) => ({
    state,
    height: Math.max(LEAST, (day[key] / day.seconds) * HEIGHT),
  }));
  const sum = raw.reduce((total, { height }) => total + height, 0);
  const excess = sum - HEIGHT;
  const largest = Math.max(...raw.map(({ height }) => height));
  return raw.map(({ state, height }) => ({
    state,
    height: height === largest ? height - excess : height,
  }));
}

function daySentence(day: ReportDay, { states, duration }: Wording): string {
  const parts = PARTS.filter(([, key]) => day[key] > 0).map(
    ([state, key]) => `${states[state]} ${duration(day[key])}`,
  );
  return `${day.date}: ${parts.join(", ")}`;
}
