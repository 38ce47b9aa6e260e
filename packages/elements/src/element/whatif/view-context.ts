import type { SimulationParametersAnswer, Twin } from "@cdp-whatif/core";
import type { Locale } from "../../locale/locale.js";
import { nameOf } from "../../locale/name-of.js";
import { brandClass } from "../../theme/brand-colour.js";
import type { WhatifMessages } from "./whatif-messages.js";
import { whatifMessages } from "./whatif-messages.js";

/** What the parts of the what-if page need to write names and texts. */
export interface ViewContext {
  readonly locale: Locale;
  readonly say: WhatifMessages;
  readonly parameters: SimulationParametersAnswer;
  /** Null while it loads, or where the server does not give it. */
  readonly twin: Twin | null;
  readonly brands: readonly string[];
  readonly personaName: (id: string) => string;
  readonly regionName: (id: string) => string;
  readonly brandName: (id: string) => string;
  readonly brandClass: (id: string) => string;
}

/** The context of a source's answers in one language. */
export function viewContext(
  parameters: SimulationParametersAnswer,
  twin: Twin | null,
  locale: Locale,
): ViewContext {
  const brands = parameters.brands.map(({ id }) => id);
  return {
    locale,
    say: whatifMessages(locale),
    parameters,
    twin,
    brands,
    personaName: (id) => nameOf(parameters.personas, id, locale),
    regionName: (id) => nameOf(parameters.regions, id, locale),
    brandName: (id) => nameOf(parameters.brands, id, locale),
    brandClass: (id) => brandClass(brands, id),
  };
}
