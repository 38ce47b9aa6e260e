/** Groups of routes, as the OpenAPI document shows them. */
export const TAGS = [
  "Access",
  "Behaviour",
  "Customers",
  "Decision",
  "Health",
  "Ingestion",
  "Intelligence",
  "Simulation",
  "Tracking",
  "Twin",
] as const;
export type Tag = (typeof TAGS)[number];
