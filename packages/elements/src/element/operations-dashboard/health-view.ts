import { html, type TemplateResult } from "lit";
import { formatNumber, formatPercent } from "../../format/number.js";
import type { Locale } from "../../locale/locale.js";
import type { HealthAnswer } from "../../source/operations-source.js";
import { formatDuration } from "./duration.js";
import { operationsMessages } from "./messages.js";
import { checkNames, namedBy } from "./names.js";
import { stateBadge } from "./tone.js";

/** How the server is: one word, its checks, its metrics. */
export function healthView(health: HealthAnswer, locale: Locale): TemplateResult {
  const say = operationsMessages(locale);
  const { metrics } = health;
  const facts = [
    [say.version, health.version],
    [say.uptime, formatDuration(metrics.uptime_seconds, locale)],
    [say.memory, formatPercent(metrics.memory_percent, locale)],
    [say.cpu, formatPercent(metrics.cpu_percent, locale)],
    [say.rss, `${formatNumber(metrics.memory_rss_mb, locale)} MiB`],
  ] as const;
  return html`<section aria-labelledby="health">
    <h3 id="health">${say.health} ${stateBadge(health.status, say[health.status])}</h3>
    <ul class="probes">
      ${Object.entries(health.checks).map(
        ([name, state]) =>
          html`<li data-check=${name}><span>${namedBy(checkNames(locale), name)}</span>${stateBadge(state, say[state])}</li>`,
      )}
    </ul>
    <dl class="facts">
      ${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
    </dl>
  </section>`;
}
