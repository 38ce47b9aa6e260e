/** The element's data is loaded and may be asked. */
export class CdpReadyEvent extends Event {
  static readonly type = "cdp-ready";

  /** @param demo - true when any of it was made by the generator */
  constructor(readonly demo: boolean) {
    super(CdpReadyEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    "cdp-ready": CdpReadyEvent;
  }
}
