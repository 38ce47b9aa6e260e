import type { ExperimentPlan } from "./experiment-plan.js";

/**
 * A plan in plain English, one sentence per line: what is compared, how many customers, when, and what follows at which bound.
 */
export function describePlan(plan: ExperimentPlan): string[] {
  const { metric, control, arms, minimumEffect, power, alpha, sided, method, total } = plan;
  const treatments = arms.slice(1).map(({ name }) => name);
  const sizes = arms.map(({ name, customers, clusters }) =>
    clusters === null ? `${name} ${customers}` : `${name} ${customers} (${clusters} clusters)`,
  );
  return [
    `Test ${plan.test}: the ${metric} of ${treatments.join(", ")} against ${control}${plan.baseline === null ? "" : `, which has ${round(plan.baseline)}`}.`,
    `It finds an effect of ${round(minimumEffect)} with a chance of ${percent(power)}, and one where there is none with ${percent(alpha)} (${sided}-sided, ${method}).`,
    `Customers: ${total} in all; ${sizes.join(", ")}. Each customer's arm is assignArm(id, { salt: "${plan.salt}", shares }).`,
    ...durationOf(plan),
    ...looksOf(plan),
    ...endOf(plan),
  ];
}

function durationOf({ duration }: ExperimentPlan): string[] {
  if (duration === null) return [];
  const { days, customersPerDay, from, to } = duration;
  const dates = from === null || to === null ? "" : `, ${from} to ${to}`;
  return [`It takes ${days} days at ${customersPerDay} customers a day${dates}.`];
}

function looksOf({ sequential, sided, minimumEffect }: ExperimentPlan): string[] {
  if (sequential === null) return ["It is looked at once, at the end."];
  const earlier = sequential.looks.slice(0, -1).map(({ customers, day, criticalValue, effect }) => {
    const when = day === null ? "" : ` (day ${day})`;
    return `At ${customers} customers${when}: stop ${beyond(sided, minimumEffect, effect)}, which is ${round(criticalValue)} standard errors.`;
  });
  const always =
    sequential.kind === "always-valid"
      ? ["Its intervals hold at any other look too, as many as there are."]
      : [];
  return [...always, ...earlier];
}

function endOf({ sequential, sided, minimumEffect, criticalValue }: ExperimentPlan): string[] {
  const last = sequential?.looks.at(-1);
  const bound =
    last === undefined
      ? `if the estimate is beyond ${round(criticalValue)} standard errors`
      : beyond(sided, minimumEffect, last.effect);
  return [`At the end: decide for its sign ${bound}; keep the control otherwise.`];
}

function beyond(sided: "one" | "two", effect: number, bound: number): string {
  if (sided === "two") return `if the estimate is above ${round(bound)} or below ${round(-bound)}`;
  return effect > 0
    ? `if the estimate is above ${round(bound)}`
    : `if the estimate is below ${round(-bound)}`;
}

function round(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function percent(share: number): string {
  return `${round(100 * share)} %`;
}
