import type { Origin } from "@cdp-whatif/core";
import { html, type TemplateResult } from "lit";
import { numberAxis } from "../../chart/value-axis.js";
import { formatDate } from "../../format/date.js";
import { formatNumber } from "../../format/number.js";
import type { Locale } from "../../locale/locale.js";
import { intervalView, type RowScale, rowAxisView } from "../plot/interval-view.js";
import { plotMessages } from "../plot/plot-messages.js";
import { personaMessages } from "./messages.js";
import type { TwinTrait } from "./twin-traits.js";

/** Where a number of the twin is from, as a phrase. */
export function originPhrase(origin: Origin, locale: Locale): string {
  const say = personaMessages(locale);
  switch (origin.kind) {
    case "estimated":
      return say.estimatedFrom(
        formatNumber(origin.rows, locale),
        formatDate(origin.from, locale),
        formatDate(origin.to, locale),
      );
    case "prior":
      return say.prior(origin.publication);
    case "experiment":
      return say.experiment(origin.test);
    case "user":
      return say.user;
    case "assumed":
      return say.assumed(origin.because);
  }
}

/** Numbers of the twin with their intervals on one scale, and where each is from. */
export function twinTraitsView(
  traits: readonly TwinTrait[],
  options: {
    readonly title: string;
    readonly detail: string | null;
    readonly head: string;
    readonly width: number;
    readonly domain: readonly [number, number] | null;
    readonly show: (value: number) => string;
    readonly name: (id: string) => string;
    readonly mark: (id: string) => string;
    readonly locale: Locale;
  },
): TemplateResult {
  const { locale, show } = options;
  const say = personaMessages(locale);
  const free = numberAxis(traits.flatMap(({ interval }) => [interval.low, interval.high]));
  const scale: RowScale = {
    ...(options.domain ? { domain: options.domain, ticks: [0, 0.25, 0.5, 0.75, 1] } : free),
    width: options.width,
  };
  return html`<section class="twin-part">
    <h4>${options.title}</h4>
    ${options.detail ? html`<p class="faint">${options.detail}</p>` : ""}
    <table class="rows twin">
      <caption class="visually-hidden">${options.title}</caption>
      <colgroup>
        <col class="name" /><col class="plot" /><col /><col />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">${options.head}</th>
          <th scope="col" class="plot-cell">${rowAxisView(scale, show)}<span class="visually-hidden">${say.interval}</span></th>
          <th scope="col">${say.value}</th>
          <th scope="col">${plotMessages(locale).origin}</th>
        </tr>
      </thead>
      <tbody>
        ${traits.map(
          ({ id, interval, origin }) => html`<tr>
            <th scope="row">${options.name(id)}</th>
            <td class="plot-cell">${intervalView(interval, scale, { mark: options.mark(id) })}</td>
            <td class="text-cell">
              <b>${show(interval.value)}</b>
              <span class="faint">${say.to(show(interval.low), show(interval.high))}</span>
            </td>
            <td class="faint">${originPhrase(origin, locale)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}
