import * as z from "zod";
import type { ServiceOptions } from "../service/options.js";
import { type SettingValues, settingGroup, wholeNumber } from "./setting.js";

/** What simulations may cost. */
export const simulationSettings = settingGroup({
  mostAgentSteps: {
    env: "CDP_MOST_AGENT_STEPS",
    schema: z.optional(wholeNumber(1, 2_000_000_000)),
    help: "Agents × periods × replications, with the baseline, that one simulation may ask for; 50,000,000 unless set.",
    example: "50000000",
  },
});

/** The service's options of them. */
export const simulationOptions = ({
  mostAgentSteps,
}: SettingValues<typeof simulationSettings>): Pick<ServiceOptions, "mostAgentSteps"> =>
  mostAgentSteps === undefined ? {} : { mostAgentSteps };
