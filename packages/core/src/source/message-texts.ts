/**
 * The records that one message of a transport holds, each as it was written: the elements of a JSON array, the lines of
 * NDJSON, or the message itself. Bytes that are not UTF-8 stay as they are, to be rejected whole.
 */
export function messageTexts(message: string | Uint8Array): readonly (string | Uint8Array)[] {
  const text = typeof message === "string" ? message : decoded(message);
  if (text === null) return [message];
  const whole = text.trim();
  if (whole === "") return [];
  const isArray = whole.startsWith("[");
  if (isArray && isJson(whole)) return arrayElements(whole);
  if (!/[\n\r]/.test(whole) || isJson(whole)) return [whole];
  return whole.split(/\r\n|\n|\r/).filter((line) => line.trim() !== "");
}

/** The texts of the elements of an array, which must be JSON. */
function arrayElements(text: string): string[] {
  const elements: string[] = [];
  let depth = 0;
  let quoted = false;
  let from = 1;
  for (let at = 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quoted) {
      if (character === "\\") at += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') {
      quoted = true;
    } else if (character === "{" || character === "[") {
      depth += 1;
    } else if (depth > 0 && (character === "}" || character === "]")) {
      depth -= 1;
    } else if (depth === 0 && (character === "," || character === "]")) {
      const element = text.slice(from, at).trim();
      if (element !== "") elements.push(element);
      from = at + 1;
    }
  }
  return elements;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
