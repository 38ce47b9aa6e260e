import { SourceError } from "../source/source-error.js";

/**
 * Asks for a file.
 *
 * @param url - absolute
 * @throws SourceError `fetch_failed` with the address and the status
 */
export async function fetchFile(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const { pathname } = new URL(url);
  let response: Response;
  try {
    response = await fetch(url, { headers });
  } catch (cause) {
    throw new SourceError("fetch_failed", `${url} could not be reached`, [], { cause });
  }
  if (!response.ok) {
    throw new SourceError("fetch_failed", `${pathname}: HTTP ${response.status}`, [], {
      status: response.status,
    });
  }
  return response;
}
