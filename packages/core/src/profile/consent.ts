import type { Consent, CustomerEvent } from "../schema/profile.js";

/** The category of consent that profiles and aggregates need. */
const NEEDED = "analytics";

/** What was said of consent so far; later events replace earlier ones, category by category. */
export interface ConsentFold {
  readonly categories: Map<string, boolean>;
  /** The trait `consent`, where it is a yes or no. */
  trait: boolean | null;
}

/** Takes in what an event says of consent: `context.consent.categoryPreferences`, and the trait `consent`. */
export function applyConsent(fold: ConsentFold, { type, traits, context }: CustomerEvent): void {
  const { consent } = context;
  if (isObject(consent) && isObject(consent.categoryPreferences)) {
    for (const [category, allowed] of Object.entries(consent.categoryPreferences)) {
      if (typeof allowed === "boolean") fold.categories.set(category, allowed);
    }
  }
  if (type === "identify" && typeof traits.consent === "boolean") fold.trait = traits.consent;
}

/**
 * The consent that stands: refused when the trait says no, or the category `Analytics` (in any case) does, or every
 * category does; given when any of them says yes; null while nothing was said.
 */
export function consentOf({ categories, trait }: ConsentFold): Consent {
  const sorted = [...categories].sort(([a], [b]) => (a < b ? -1 : 1));
  const needed = sorted.filter(([category]) => category.toLowerCase() === NEEDED);
  const asked = needed.length > 0 ? needed : sorted;
  const allowed = asked.length === 0 ? null : asked.some(([, value]) => value);
  const given = trait === false || allowed === false ? false : (trait ?? allowed);
  return { given, categories: Object.fromEntries(sorted) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
