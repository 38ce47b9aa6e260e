/** The natural key of a behaviour record: its instant, persona and region. */
export function behaviourKey({
  at,
  persona,
  region,
}: {
  readonly at: number;
  readonly persona: string;
  readonly region: string;
}): string {
  return JSON.stringify(["behaviour", at, persona, region]);
}
