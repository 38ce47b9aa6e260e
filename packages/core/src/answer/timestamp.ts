/** An instant as RFC 3339 with the offset of its place, e.g. `2026-03-05T02:00:04+08:00`; milliseconds only where there are any. */
export function timestamp(at: number, offsetMinutes: number): string {
  const wall = new Date(at + offsetMinutes * 60_000).toISOString();
  const clock = wall.endsWith(".000Z") ? wall.slice(0, -5) : wall.slice(0, -1);
  const minutes = Math.abs(offsetMinutes);
  const two = (value: number) => String(value).padStart(2, "0");
  const sign = offsetMinutes < 0 ? "-" : "+";
  return `${clock}${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
