import type { TargetedFigure } from "../figure/target.js";
import { dayBars } from "./day-bars.js";
import { escapeHtml as text } from "./escape-html.js";
import type { MonthReport, ReportDay } from "./month-report.js";
import { REPORT_STYLE } from "./style.js";
import { type ReportLocale, WORDINGS, type Wording } from "./wording.js";

/** A report as one HTML page without scripts and without anything from elsewhere, for reading and for printing. */
export function reportHtml(report: MonthReport, locale: ReportLocale): string {
  const wording = WORDINGS[locale];
  const title = wording.title(report.month);
  const time = timeIn(report.zone);
  const { zone, interval_seconds: every } = report;
  const intro = wording.intro({ from: time(report.from), to: time(report.to), zone, every });
  return `<!doctype html>
<html lang="${locale === "en" ? "en" : "zh-Hant-TW"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(title)}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<header>
<h1>${text(title)}</h1>
<p>${text(report.target)}</p>
<p class="faint">${text(intro)}${report.complete ? "" : ` ${text(wording.incomplete)}`}</p>
</header>
<main>
${figures(report, wording)}
${days(report, wording)}
${failures(report, wording, time)}
${incidents(report, wording, time)}
${maintenance(report, wording, time)}
${notes(report, wording)}
</main>
</body>
</html>
`;
}

function figures({ figures: found }: MonthReport, wording: Wording): string {
  const rows = Object.entries(found).map(([key, figure]) => {
    const { met, target } = figure;
    const verdict = met === null ? wording.open : met ? wording.met : wording.missed;
    return `<tr><th scope="row">${text(wording.names[key] ?? figure.name)}</th><td class="value">${text(valueText(figure, wording))}</td><td class="short">${text(wording.target(target))}</td><td class="short${met === false ? " missed" : ""}">${text(verdict)}</td><td>${text(wording.formulas[key] ?? figure.formula)}</td></tr>`;
  });
  return section(wording.figures, table(wording.columns, rows));
}

function valueText(
  { value, unit, text: told, at_least }: TargetedFigure,
  wording: Wording,
): string {
  if (value === null) {
    const known = { "no traffic": wording.noTraffic, "no failure": wording.noFailure };
    return known[told as keyof typeof known] ?? wording.notKnown;
  }
  const shown = unit === "seconds" ? wording.duration(value) : told;
  return at_least ? `${wording.atLeast} ${shown}` : shown;
}

function days({ days: all }: MonthReport, wording: Wording): string {
  const { states, duration } = wording;
  const legend = (Object.keys(states) as (keyof typeof states)[]).map(
    (state) =>
      `<span><svg viewBox="0 0 10 10" aria-hidden="true"><rect class="${state}" width="10" height="10"/></svg>${text(states[state])}</span>`,
  );
  const notable = all.filter(({ up_seconds: up, seconds }) => up < seconds);
  const rows = notable.map((day) => {
    const cells = [
      duration(day.up_seconds),
      duration(day.degraded_seconds),
      duration(day.down_seconds),
      duration(day.maintenance_seconds),
      duration(day.unknown_seconds),
      shareText(day, wording),
    ];
    return `<tr><th scope="row">${day.date}</th>${cells.map((cell) => `<td>${text(cell)}</td>`).join("")}</tr>`;
  });
  const below = rows.length > 0 ? table(wording.dayColumns, rows) : `<p>${text(wording.allUp)}</p>`;
  return section(
    wording.days,
    `${dayBars(all, wording)}<p class="legend">${legend.join("")}</p>${below}`,
  );
}

function shareText({ availability }: ReportDay, { notKnown }: Wording): string {
  return availability === null
    ? notKnown
    : `${(Math.floor(availability * 1e5) / 1e3).toFixed(3)} %`;
}

function failures(report: MonthReport, wording: Wording, time: (iso: string) => string): string {
  const rows = report.failures.map((one) => {
    const cells = [
      time(one.from),
      one.to === null ? wording.lasting : time(one.to),
      wording.duration(one.down_seconds),
      one.detection_seconds === null ? wording.notKnown : wording.duration(one.detection_seconds),
    ];
    return `<tr>${cells.map((cell) => `<td>${text(cell)}</td>`).join("")}</tr>`;
  });
  const found =
    rows.length > 0 ? table(wording.failureColumns, rows) : `<p>${text(wording.none)}</p>`;
  return section(wording.failures, found);
}

/** What a page has room for; the JSON has all of it. */
const MOST_STEPS = 12;

function incidents(report: MonthReport, wording: Wording, time: (iso: string) => string): string {
  const rows = report.incidents.map((one) => {
    const steps = one.timeline
      .slice(0, MOST_STEPS)
      .map(
        ({ at, what, detail }) =>
          `<li>${text(time(at))} ${text(what)}${detail === null ? "" : `: ${text(detail)}`}</li>`,
      );
    const left = one.timeline.length - steps.length;
    const more = left > 0 ? `<li>… +${left}</li>` : "";
    return `<tr><td>${text(time(one.opened_at))}</td><td>${text(one.title)}</td><td class="short">${text(one.severity)}</td><td><ol>${steps.join("")}${more}</ol></td></tr>`;
  });
  const found =
    rows.length > 0 ? table(wording.incidentColumns, rows) : `<p>${text(wording.none)}</p>`;
  return section(wording.incidents, found);
}

function maintenance(report: MonthReport, wording: Wording, time: (iso: string) => string): string {
  const lines = report.maintenance.map(
    ({ from, to, reason }) => `<li>${text(`${time(from)} – ${time(to)}: ${reason}`)}</li>`,
  );
  const found = lines.length > 0 ? `<ul>${lines.join("")}</ul>` : `<p>${text(wording.none)}</p>`;
  return section(wording.maintenance, found);
}

function notes(report: MonthReport, wording: Wording): string {
  const { detection_seconds: detection, hidden_seconds_at_most: hidden } = report;
  const lines = wording.noteLines({
    unknown: `${(Math.ceil(report.unknown_share * 1e4 - 1e-9) / 100).toFixed(2)} %`,
    restarts: report.unseen_restarts,
    hidden: wording.duration(hidden),
    detection: detection === null ? "–" : wording.duration(detection),
    degradedIsUp: report.degraded_is_up,
  });
  return section(
    wording.notes,
    `<ul>${lines.map((line) => `<li>${text(line)}</li>`).join("")}</ul>`,
  );
}

const section = (heading: string, content: string) =>
  `<section>\n<h2>${text(heading)}</h2>\n${content}\n</section>`;

function table(columns: readonly string[], rows: readonly string[]): string {
  const head = columns.map((column) => `<th scope="col">${text(column)}</th>`).join("");
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.join("\n")}</tbody></table>`;
}

/** Moments by the clocks of a zone. */
function timeIn(zone: string): (iso: string) => string {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "medium",
  });
  return (iso) => format.format(new Date(iso));
}
