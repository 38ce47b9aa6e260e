/**
 * Behaviour lines with everything that ingestion meets: duplicates, conflicts, lines that are rejected, blank lines.
 *
 * @param next - uniform numbers, 0 to 1
 */
export function marketLines(count: number, next: () => number): string[] {
  const lines: string[] = [];
  for (let i = 0; lines.length < count; i++) {
    const chance = next();
    const before = lines[Math.floor(next() * lines.length)];
    if (chance < 0.02 && before !== undefined) lines.push(before);
    else if (chance < 0.03) lines.push('{"timestamp":"2026-03-05 02:00:04","group":');
    else if (chance < 0.04) lines.push(behaviourLine(i, { next, groupShare: 140 }));
    else if (chance < 0.06) lines.push(behaviourLine(Math.floor(next() * i), { next, made: true }));
    else lines.push(behaviourLine(i, { next }));
  }
  return lines;
}

interface LineOptions {
  readonly next: () => number;
  readonly made?: boolean;
  readonly groupShare?: number;
}

function behaviourLine(i: number, { next, made = false, groupShare = 100 }: LineOptions): string {
  const minute = new Date(Date.UTC(2020, 0, 1) + Math.floor(i / 4) * 60_000);
  const first = Math.round(next() * 500) / 10;
  const second = Math.round(next() * 400) / 10;
  const other = Math.round((groupShare - first - second) * 10) / 10;
  return JSON.stringify({
    timestamp: minute.toISOString().slice(0, 19).replace("T", " "),
    group: i % 2 === 0 ? "新鮮人" : "FinTech家庭",
    region: i % 4 < 2 ? "台北" : "台南",
    total_personas: 500,
    brand_percentages: { "7-11": first, FamilyMart: second, Other: other },
    avg_satisfaction: Math.round(next() * 1000) / 1000,
    digital_adoption_rate: 0.957,
    gamification_engagement: 0.957,
    efficiency_score: 0.585,
    key_insights: ["台北 新鮮人 最偏好 Other"],
    ...(made ? { generated_at: "2026-03-06 02:00:00" } : {}),
  });
}
