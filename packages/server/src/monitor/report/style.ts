/** How a report looks: on A4 in print, in light colours, every state told apart without colour too. */
export const REPORT_STYLE = `
@page { size: A4; margin: 16mm 14mm; }
:root { color-scheme: light; --ink: #1d2733; --faint: #5b6775; --line: #d5dbe2; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 182mm; padding: 8mm 0; background: #fff; color: var(--ink);
  font: 10pt/1.45 system-ui, "Segoe UI", "Noto Sans", "Noto Sans CJK TC", "Noto Sans TC", "PingFang TC", "Microsoft JhengHei", sans-serif;
  -webkit-print-color-adjust: exact; print-color-adjust: exact; }
@media print { body { max-width: none; padding: 0; } }
@media (max-width: 182mm) { body { padding: 4mm; } }
h1 { font-size: 18pt; margin: 0 0 1mm; }
h2 { font-size: 12pt; margin: 7mm 0 2mm; break-after: avoid; }
p { margin: 0 0 2mm; }
.faint { color: var(--faint); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: 1.2mm 2mm 1.2mm 0; border-bottom: 0.2mm solid var(--line); overflow-wrap: break-word; }
th { font-weight: 600; color: var(--faint); font-size: 9pt; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
td.short, thead th { white-space: nowrap; }
td.value { font-weight: 600; white-space: nowrap; }
.missed { color: #a3161f; font-weight: 600; }
ul { margin: 0; padding-left: 5mm; }
ol { margin: 0; padding-left: 0; list-style: none; font-size: 8.5pt; }
svg { width: 100%; height: auto; display: block; break-inside: avoid; }
svg text { font-size: 9px; text-anchor: middle; fill: #5b6775; }
.up { fill: #4b9a6f; } .degraded { fill: #e0b13c; } .down { fill: #b3202b; }
.maintenance { fill: #6f8fc2; } .unknown { fill: url(#hatch); }
.hatch-ground { fill: #eef1f4; } .hatch-line { stroke: #8893a0; stroke-width: 1.5; }
.legend { display: flex; flex-wrap: wrap; gap: 1mm 5mm; margin: 2mm 0 3mm; font-size: 9pt; }
.legend svg { width: 3.5mm; height: 3.5mm; display: inline-block; vertical-align: -0.5mm; margin-right: 1mm; }
`;
