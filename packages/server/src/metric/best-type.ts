/**
 * Which of the offered media types a client likes best; the first of those it likes alike.
 *
 * @param accept - header of the request, RFC 9110 section 12.5.1; without one everything is liked alike
 */
export function bestType<Type extends string>(
  accept: string,
  offered: readonly [Type, ...Type[]],
): Type {
  const ranges = accept.split(",").map((part) => {
    const [range = "", ...parameters] = part.split(";").map((one) => one.trim().toLowerCase());
    const quality = parameters.find((one) => one.startsWith("q="))?.slice(2);
    return { range, quality: quality === undefined ? 1 : Number(quality) || 0 };
  });
  const liking = (type: string): number => {
    const names = [type, `${type.slice(0, type.indexOf("/"))}/*`, "*/*"];
    for (const name of names) {
      const found = ranges.filter(({ range }) => range === name).map(({ quality }) => quality);
      if (found.length > 0) return Math.max(...found);
    }
    return 0;
  };
  return offered.reduce((best, type) => (liking(type) > liking(best) ? type : best));
}
