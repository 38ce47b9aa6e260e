import type { SimulationResponse } from "@cdp-whatif/core";

/** A what-if question was answered in full. */
export class ResultEvent extends Event {
  static readonly type = "cdp-result";

  /** @param result - the answer of `POST /api/v1/simulate`, with verdict and receipt */
  constructor(readonly result: SimulationResponse) {
    super(ResultEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    "cdp-result": ResultEvent;
  }
}
