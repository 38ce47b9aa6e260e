import type { Selection } from "../controller/provider-context.js";

/**
 * A persona, region, brand or range of dates was chosen.
 *
 * Bubbles and is composed: a `<cdp-provider>` around the element takes the selection over for all inside it.
 */
export class SelectionChangeEvent extends Event {
  static readonly type = "cdp-selection-change";

  /** @param selection - only what changed */
  constructor(readonly selection: Partial<Selection>) {
    super(SelectionChangeEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    "cdp-selection-change": SelectionChangeEvent;
  }
}
