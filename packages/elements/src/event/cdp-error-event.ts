import type { SourceError } from "../source/source-error.js";

/** Data could not be loaded or a question not be answered; the element shows it too. */
export class CdpErrorEvent extends Event {
  static readonly type = "cdp-error";

  constructor(readonly error: SourceError) {
    super(CdpErrorEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    "cdp-error": CdpErrorEvent;
  }
}
