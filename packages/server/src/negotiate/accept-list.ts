/** What a client says that it takes, with its weight (0: not at all). */
export interface Accepted {
  readonly name: string;
  readonly weight: number;
}

/**
 * Reads `Accept`, `Accept-Encoding` and their like: names in lower case, with their weights.
 *
 * @remarks Linear in the header's length; what is malformed is left out.
 * @see RFC 9110, sections 12.4.2 and 12.5
 */
export function acceptList(header: string): Accepted[] {
  const list: Accepted[] = [];
  for (const part of header.toLowerCase().split(",")) {
    const [name = "", ...parameters] = part.split(";").map((text) => text.trim());
    if (name === "") continue;
    const given = parameters.find((text) => text.startsWith("q="));
    const weight = given === undefined ? 1 : Number(given.slice(2));
    if (weight >= 0 && weight <= 1) list.push({ name, weight });
  }
  return list;
}
