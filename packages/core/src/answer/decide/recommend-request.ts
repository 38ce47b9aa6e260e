import { recommend } from "../../decide/index.js";
import { CoreError } from "../../error.js";
import type { RecommendationRequestInput } from "../../schema/recommendation-request.js";
import type { Twin } from "../../schema/twin.js";
import type { RecommendationResponse } from "../model/decision.js";
import { localeOf } from "../sentence/say.js";
import { sentence } from "../sentence/sentence.js";
import { twinNames } from "../simulate/simulate-request.js";
import { camelWithin, resolveNames } from "./asked-names.js";

/** Work that one request may ask for. */
const MOST = { effort: 50_000, draws: 5000 } as const;

/**
 * Answers `POST /api/v1/recommendations`: the same body and twin give the same answer in a page, a command and a server.
 *
 * @param body - a `RecommendationRequest`; names may be aliases, fields may be written in snake case
 * @param options.locale - language of the sentences, `en` or `zh-TW`
 * @throws CoreError as `recommend` does
 */
export function recommendRequest(
  twin: Twin,
  body: unknown,
  { locale: language }: { locale?: string } = {},
): RecommendationResponse {
  const asked = resolveNames(
    camelWithin(body, ["constraints", "levers", "economics", "given"]),
    twinNames(twin),
  ) as RecommendationRequestInput;
  for (const [name, most] of Object.entries(MOST)) {
    const found = name === "effort" ? asked?.effort : asked?.draws;
    if (typeof found !== "number" || found <= most) continue;
    const detail = `expected at most ${most}`;
    throw new CoreError("out_of_range", `${name} ${found}: ${detail}`, [
      { pointer: `/${name}`, detail },
    ]);
  }
  const recommendation = recommend(twin, asked);
  const locale = localeOf(language);
  const { reasons, needs, actions } = recommendation;
  return {
    success: true,
    recommendation,
    sentences: {
      reasons: reasons.map((reason) => sentence(reason, locale)),
      needs: needs.map((need) => sentence(need, locale)),
      verdicts: Object.fromEntries(
        actions.map(({ id, verdict }) => [
          id,
          verdict.reasons.map((reason) => sentence(reason, locale)),
        ]),
      ),
    },
  };
}
