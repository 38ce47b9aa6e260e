/** Numbers of agents that no twin knows. */
export type AgentNumberName =
  | `heterogeneity.${"price" | "promotion" | "loyalty" | "rate"}`
  | "wordOfMouth.strength"
  | `adoption.${"initial" | "innovation" | "imitation" | "lift"}`
  | "churn"
  | "entry"
  | "stockpiling"
  | "purchaseRate";

const ALIKE = "shares of cells do not tell how people within them differ; a middle value";
const UNSEEN = "shares of cells do not tell who came, left or talked; a middle value";

/** What `"assumed"` stands for; every answer that uses one is weak. */
export const ASSUMED: Readonly<Record<AgentNumberName, { value: number; because: string }>> = {
  "heterogeneity.price": { value: 0.5, because: ALIKE },
  "heterogeneity.promotion": { value: 0.5, because: ALIKE },
  "heterogeneity.loyalty": { value: 1, because: ALIKE },
  "heterogeneity.rate": { value: 0.7, because: ALIKE },
  "wordOfMouth.strength": { value: 0.5, because: UNSEEN },
  "adoption.initial": { value: 0.3, because: UNSEEN },
  "adoption.innovation": { value: 0.01, because: UNSEEN },
  "adoption.imitation": { value: 0.1, because: UNSEEN },
  "adoption.lift": { value: 0.5, because: ALIKE },
  churn: { value: 0.02, because: UNSEEN },
  entry: { value: 0.02, because: UNSEEN },
  stockpiling: { value: 0.3, because: "nothing tells what was bought forward; a middle value" },
  purchaseRate: { value: 1, because: "no row tells units and people; one unit a day" },
};
