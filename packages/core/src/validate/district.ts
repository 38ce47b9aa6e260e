import { decideShares } from "../schema/brand-share.js";
import type { Rejection } from "../schema/dead-letter.js";
import type { AcceptedDistrict } from "../schema/line/accepted.js";
import { DistrictLine } from "../schema/line/district-line.js";
import { reject } from "../schema/rejection.js";
import { fromZod } from "./from-zod.js";
import type { UnknownLine } from "./recognise.js";

/** Accepts a district report whose ages and incomes count all of its people, or says why not. */
export function validateDistrict(line: UnknownLine): AcceptedDistrict | Rejection {
  const result = DistrictLine.safeParse(line);
  if (!result.success) return fromZod(line, result.error);
  const people = result.data.total_personas ?? null;
  const wrong =
    checkSum("age_distribution", { counts: result.data.age_distribution, people }) ??
    checkSum("income_bracket", { counts: result.data.income_bracket, people });
  if (wrong !== null) return wrong;
  const shares = decideShares({ distribution: result.data.brand_distribution, people });
  return "rule" in shares ? shares : { kind: "district", line: result.data, shares };
}

interface Counted {
  readonly counts: Readonly<Record<string, number>> | null | undefined;
  readonly people: number | null;
}

function checkSum(field: string, { counts, people }: Counted): Rejection | null {
  if (!counts || people === null || Object.keys(counts).length === 0) return null;
  const sum = Object.values(counts).reduce((a, b) => a + b, 0);
  if (Math.abs(sum - people) <= 1e-6 * people) return null;
  return reject("counts_do_not_sum", {
    field: `/${field}`,
    found: counts,
    expected: `counts that sum to total_personas = ${people}; they sum to ${sum}`,
  });
}
