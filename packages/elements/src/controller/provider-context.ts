import type { Loan } from "../source/shared-source.js";

/** Which part of the data is looked at; null means all. Dates are local, `YYYY-MM-DD`, inclusive. */
export interface Selection {
  readonly persona: string | null;
  readonly region: string | null;
  readonly brand: string | null;
  readonly start: string | null;
  readonly end: string | null;
}

/** What a `<cdp-provider>` shares with the elements inside it. */
export interface ProviderContext {
  /** Null when the provider names no data. */
  readonly source: Loan["source"] | null;
  readonly selection: Selection;
  readonly locale: string | null;
  readonly theme: string | null;
}

/** An element that shares a context with those inside it. */
export interface ContextProvider extends HTMLElement {
  readonly context: ProviderContext;
  /** Calls `listener` after each change of `context`; returns how to stop that. */
  subscribe(listener: () => void): () => void;
}

export const PROVIDER_TAG = "cdp-provider";

const parentOf = (node: Node): Node | null => {
  if (node instanceof ShadowRoot) return node.host;
  return (node instanceof Element && node.assignedSlot) || node.parentNode;
};

/** The nearest provider around `element`, across shadow roots; null when it stands alone. */
export function closestProvider(element: Element): ContextProvider | null {
  for (let node = parentOf(element); node !== null; node = parentOf(node)) {
    if (!(node instanceof HTMLElement) || node.localName !== PROVIDER_TAG) continue;
    customElements.upgrade(node);
    return node as ContextProvider;
  }
  return null;
}
