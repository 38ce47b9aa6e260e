import type { SimulationRequest } from "@cdp-whatif/core";

/** The what-if scenario was changed by its user. */
export class ScenarioChangeEvent extends Event {
  static readonly type = "cdp-scenario-change";

  /**
   * @param request - the body of `POST /api/v1/simulate` that the scenario asks
   * @param final - false while a slider is still being moved
   */
  constructor(
    readonly request: SimulationRequest,
    readonly final: boolean,
  ) {
    super(ScenarioChangeEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    "cdp-scenario-change": ScenarioChangeEvent;
  }
}
