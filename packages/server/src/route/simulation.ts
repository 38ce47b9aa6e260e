import {
  CoreError,
  checkKeys,
  SimulationParametersAnswer,
  SimulationResponse,
} from "@cdp-whatif/core";
import * as z from "zod";
import type { AnswerCache } from "../hot/answer-cache.js";
import { jsonBody } from "../middleware/json-body.js";
import { preferredLocale } from "../negotiate/preferred-locale.js";
import { SimulationBody } from "../openapi/simulation-body.js";
import { DoorError } from "../problem.js";
import { expectNoQuery, invalidQuery, queryOf } from "../query.js";
import { respondJson } from "../respond.js";
import type { Simulator } from "../twin/simulator.js";
import type { TwinKeeper } from "../twin/twin-keeper.js";
import { type Door, mount, type RequestContext } from "./mount.js";
import { mountPlain } from "./mount-plain.js";

/** What the simulation routes work with. */
export interface SimulationDeps {
  readonly twin: TwinKeeper;
  readonly simulator: Simulator;
  readonly parameters: () => Promise<SimulationParametersAnswer>;
  /** Answers of questions asked before. */
  readonly runs: AnswerCache;
  readonly bodyLimitBytes: number;
  /** Tag of everything that is made from the twin as it is now. */
  readonly twinEtag: () => string;
  readonly onRun?: () => void;
}

/** Characters of a question whose answer is kept. */
const LONGEST_KEPT = 4096;

const SimulateQuery = z.strictObject({
  include: z.enum(["series"]).optional().meta({ description: "`series`: also the path by day" }),
  locale: z
    .enum(["en", "zh-TW"])
    .optional()
    .meta({ description: "Language of sentences; else by Accept-Language" }),
});

/** Refuses, with what to wait for, while there is no twin. */
export function expectTwin(twin: TwinKeeper): void {
  if (twin.current() !== null) return;
  const state = twin.state();
  if (state.status === "fitting") {
    throw new DoorError("not_ready", "The twin is being fitted; try again in a few seconds.", {
      "retry-after": "3",
    });
  }
  const reason = state.status === "absent" ? `: ${state.reason}` : "";
  throw new CoreError("no_data", `There is no twin${reason}. Ingest behaviour records first.`);
}

/** Mounts what may be asked and the asking itself. */
export function simulationRoutes(door: Door, deps: SimulationDeps): void {
  mountPlain(
    door,
    {
      method: "get",
      paths: ["/api/v1/simulation"],
      id: "simulationParameters",
      tag: "Simulation",
      role: "viewer",
      summary: "Event types, parameters with their ranges, personas, regions and brands",
      answers: {
        200: {
          description: "Made from the engine's own schema and the twin",
          content: { "application/json": SimulationParametersAnswer },
        },
      },
      problems: [409, 422, 503],
    },
    async (asked) => {
      expectNoQuery(asked.req.url);
      expectTwin(deps.twin);
      const etag = deps.twinEtag();
      const bytes = await deps.runs.get("parameters", deps.parameters);
      return { bytes, etag, next: null };
    },
  );

  mount(
    door,
    {
      method: "post",
      paths: ["/api/v1/simulate", "/api/v1/simulation/simulate"],
      id: "simulate",
      tag: "Simulation",
      role: "analyst",
      summary: "What happens if …: shares and money with bands against the baseline",
      query: SimulateQuery,
      body: { type: "application/json", schema: SimulationBody, examples: EXAMPLES },
      answers: {
        200: {
          description: "Shares in percent, changes in points; refused is 200 without numbers",
          content: { "application/json": SimulationResponse },
        },
      },
      problems: [400, 409, 413, 415, 422, 503],
    },
    async (context) => {
      const options = simulateOptions(context);
      const body = await jsonBody(context, deps.bodyLimitBytes);
      expectTwin(deps.twin);
      // The engine is deterministic: the same question to the same twin has the same bytes, as every first visit asks.
      const question = JSON.stringify([options, body]);
      const run = () => deps.simulator.simulate(body, options);
      const isKept = question.length <= LONGEST_KEPT;
      const version = isKept ? `${deps.twinEtag()} ${question}` : undefined;
      const answer = isKept ? await deps.runs.getBytes(question, run) : await run();
      deps.onRun?.();
      return respondJson(answer, { version, headers: { "cache-control": "no-store" } });
    },
  );
}

function simulateOptions(context: RequestContext) {
  const query = queryOf(context.req.url);
  checkKeys(query, Object.keys(SimulateQuery.shape));
  const parsed = SimulateQuery.safeParse(query);
  if (!parsed.success) throw invalidQuery(parsed.error);
  const { include, locale } = parsed.data;
  return {
    series: include === "series",
    locale: locale ?? preferredLocale(context.req.header("accept-language")),
  };
}

const EXAMPLES = {
  nested: {
    value: {
      event_type: "price_change",
      parameters: { electricity_price: 1.5, point_multiplier: 2, promotion_intensity: 0.8 },
      persona: "Fresh_Grad",
      region: "Taipei",
    },
  },
  flat: { value: { event: "price_change", electricity_price: 1.2 } },
  stacked: {
    value: {
      interventions: [
        {
          event_type: "promotion",
          parameters: { brand: "FamilyMart", discount: 0.1 },
          duration_days: 7,
        },
        { event_type: "external", parameters: { trigger: "rain", value: 1 } },
      ],
      duration_days: 14,
      seed: 7,
    },
  },
};
