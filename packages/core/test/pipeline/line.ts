/** A behaviour line with some fields replaced; `undefined` leaves one out. */
export function behaviourLine(fields: Record<string, unknown> = {}): string {
  return JSON.stringify({
    timestamp: "2026-03-05 02:00:04",
    group: "新鮮人",
    region: "台北",
    total_personas: 500,
    brand_distribution: { "7-11": 147, FamilyMart: 168, Other: 185 },
    brand_percentages: { "7-11": 29.4, FamilyMart: 33.6, Other: 37.0 },
    avg_satisfaction: 0.721,
    digital_adoption_rate: 0.957,
    gamification_engagement: 0.957,
    efficiency_score: 0.585,
    key_insights: ["台北 新鮮人 最偏好 Other (37.0%)"],
    ...fields,
  });
}

/** The same as bytes of a source, in pieces of a size. */
export function pieces(bytes: Uint8Array, size: number, name = "file") {
  return {
    name,
    size: bytes.length,
    fingerprint: async () => "same",
    async *open(offset: number) {
      for (let at = offset; at < bytes.length; at += size) yield bytes.slice(at, at + size);
    },
  };
}
