import { dateOfDay, LocalDate, Twin } from "@cdp-whatif/core";
import * as z from "zod";
import { expectNoQuery } from "../query.js";
import { respondJson, respondVersion } from "../respond.js";
import type { TwinKeeper } from "../twin/twin-keeper.js";
import { type Door, mount } from "./mount.js";
import { expectTwin } from "./simulation.js";

/** `GET /api/v1/personas`. */
export const PersonasAnswer = z
  .strictObject({
    success: z.literal(true),
    count: z.int().nonnegative(),
    personas: z.array(
      z.strictObject({
        id: z.string(),
        names: z.strictObject({ en: z.string(), "zh-TW": z.string() }),
        aliases: z.array(z.string()),
        regions: z.array(z.string()).meta({ description: "Where the twin knows it" }),
        people: z.number().nonnegative().nullable().meta({
          description: "In all its cells; null where not known",
        }),
      }),
    ),
    demo: z.boolean(),
  })
  .meta({ id: "PersonasAnswer" });

const DriftView = z.strictObject({
  brand: z.string(),
  persona: z.string().nullable().meta({ description: "Whose cells; null means all" }),
  region: z.string().nullable(),
  direction: z.enum(["up", "down"]),
  kind: z.enum(["level", "spread"]),
  found: LocalDate.meta({ description: "Day of the alarm" }),
  since: LocalDate.meta({ description: "Day on which the change seems to have begun" }),
  size: z.number().meta({ unit: "standard deviations of a day" }),
});

const TrialView = z.strictObject({
  cause: z.enum(["drift", "age"]),
  from: LocalDate,
  days: z.int().nonnegative(),
  champion_loss: z.number().meta({ unit: "nats, mean cross-entropy of a day's shares" }),
  challenger_loss: z.number().meta({ unit: "nats" }),
  difference: z.number().meta({ unit: "nats; below 0 the challenger is better" }),
  standard_error: z.number().nonnegative(),
  p_value: z.number().min(0).max(1),
});

/** `GET /api/v1/twin/live`. */
export const LiveTwinAnswer = z
  .strictObject({
    success: z.literal(true),
    status: z.enum(["ready", "given"]),
    version: z.int().positive().meta({ description: "Rises with every twin that takes over" }),
    as_of: LocalDate,
    drift: DriftView.nullable(),
    trial: TrialView.nullable().meta({ description: "How a challenger does so far" }),
    unseen_cells: z.array(z.string()).meta({ description: "Cells that wait for another fit" }),
    changes: z
      .array(z.string())
      .meta({ description: "Parameters that the last fit to take over changed, the surest first" }),
  })
  .meta({ id: "LiveTwinAnswer" });

function liveView(twin: TwinKeeper): z.infer<typeof LiveTwinAnswer> {
  const live = twin.live();
  const { drift = null, trial = null, unseen = [] } = live ?? {};
  return {
    success: true,
    status: twin.state().status === "given" ? "given" : "ready",
    version: twin.version(),
    as_of: twin.current()?.asOf ?? "",
    drift: drift && {
      brand: drift.brand,
      persona: drift.persona,
      region: drift.region,
      direction: drift.direction,
      kind: drift.kind,
      found: dateOfDay(drift.day),
      since: dateOfDay(drift.since),
      size: drift.size,
    },
    trial: trial && {
      cause: trial.cause,
      from: dateOfDay(trial.from),
      days: trial.days,
      champion_loss: trial.championLoss,
      challenger_loss: trial.challengerLoss,
      difference: trial.difference,
      standard_error: trial.standardError,
      p_value: trial.pValue,
    },
    unseen_cells: [...unseen],
    changes: twin.changes().map(({ text }) => text),
  };
}

/** What the twin routes work with. */
export interface TwinDeps {
  readonly twin: TwinKeeper;
  readonly personas: () => Promise<z.infer<typeof PersonasAnswer>>;
  readonly etag: () => string;
  readonly twinEtag: () => string;
}

/** Mounts the twin and the personas it knows. */
export function twinRoutes(door: Door, deps: TwinDeps): void {
  const { twin, personas, etag, twinEtag } = deps;
  let kept: { readonly version: number; readonly body: Uint8Array<ArrayBuffer> } | undefined;
  mount(
    door,
    {
      method: "get",
      paths: ["/api/v1/twin"],
      id: "twin",
      tag: "Twin",
      role: "viewer",
      summary: "The fitted twin, as elements and the command line take it",
      answers: { 200: { description: "The twin", content: { "application/json": Twin } } },
      problems: [409, 422, 503],
    },
    (context) => {
      expectNoQuery(context.req.url);
      expectTwin(twin);
      if (kept?.version !== twin.version()) {
        const body = new TextEncoder().encode(JSON.stringify(twin.current()));
        kept = { version: twin.version(), body };
      }
      return respondVersion(context, kept.body, { etag: twinEtag() });
    },
  );

  mount(
    door,
    {
      method: "get",
      paths: ["/api/v1/twin/live"],
      id: "liveTwin",
      tag: "Twin",
      role: "viewer",
      summary: "How the twin keeps up with its data: change found, challenger and its trial",
      answers: {
        200: { description: "Now", content: { "application/json": LiveTwinAnswer } },
      },
      problems: [409, 422, 503],
    },
    (context) => {
      expectNoQuery(context.req.url);
      expectTwin(twin);
      return respondJson(liveView(twin), { headers: { "cache-control": "no-store" } });
    },
  );

  mount(
    door,
    {
      method: "get",
      paths: ["/api/v1/personas"],
      id: "personas",
      tag: "Twin",
      role: "viewer",
      summary: "Personas of the catalogue and of the data",
      answers: {
        200: { description: "Ordered by id", content: { "application/json": PersonasAnswer } },
      },
      problems: [422],
    },
    async (context) => {
      expectNoQuery(context.req.url);
      const tag = `W/"${etag().slice(3, -1)}-${twinEtag().slice(3)}`;
      return respondVersion(context, await personas(), { etag: tag });
    },
  );
}
