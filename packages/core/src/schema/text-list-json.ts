const MOST_REMEMBERED = 10_000;
/** Longer texts hardly repeat. */
const LONGEST_REMEMBERED = 120;

/** Writes lists of texts as JSON, remembering texts that come again; the same as `JSON.stringify`, only sooner. */
export function textListJson(): (list: readonly string[]) => string {
  const remembered = new Map<string, string>();
  const textJson = (text: string): string => {
    if (text.length > LONGEST_REMEMBERED) return JSON.stringify(text);
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const json = JSON.stringify(text);
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(text, json);
    return json;
  };
  return (list) => {
    let json = "";
    for (let i = 0; i < list.length; i++) json += `${i === 0 ? "" : ","}${textJson(list[i] ?? "")}`;
    return `[${json}]`;
  };
}
