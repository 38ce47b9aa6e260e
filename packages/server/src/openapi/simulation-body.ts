import { SimulationParameters, SimulationRequest } from "@cdp-whatif/core";
import * as z from "zod";

const FlatBody = z
  .strictObject({
    ...SimulationParameters.shape,
    ...SimulationRequest.omit({ parameters: true, interventions: true, event_type: true }).shape,
    event: z.string().meta({ description: "Headline event type" }),
  })
  .meta({ id: "FlatSimulationRequest", description: "Shorthand: parameters beside `event`" });

/** What `POST /api/v1/simulate` takes. */
export const SimulationBody = z.union([
  SimulationRequest.meta({ id: "SimulationRequest" }),
  FlatBody,
]);
