import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { load, ownLoad } from "./wrk.mjs";

/** @typedef {import("./open-page.mjs").PageRequest} PageRequest */

/**
 * Puts a load of whole pages on a server: each connection is a browser that asks for all requests in turn.
 *
 * @param {string} url
 * @param {{ requests: readonly PageRequest[], folder: string, connections: number, seconds: number }} options - `folder`:
 *   where the list is written that the load reads
 */
export async function loadPages(url, { requests, folder, connections, seconds }) {
  const list = join(folder, "page-requests.lua");
  await writeFile(list, luaList(requests));
  const script = ownLoad("page.lua");
  const env = { PAGE_REQUESTS: list };
  return load(url, { script, connections, threads: connections, seconds, env });
}

/** @param {readonly PageRequest[]} requests */
function luaList(requests) {
  const last = requests.length - 1;
  const rows = requests.map(({ method, path, headers, body }, i) => {
    const all = { ...headers, ...(i === last && { connection: "close" }) };
    const fields = Object.entries(all).map(([name, value]) => `[${quoted(name)}]=${quoted(value)}`);
    const list = `{${fields.join(",")}}`;
    return `  {${quoted(method)}, ${quoted(path)}, ${list}, ${body === null ? "nil" : quoted(body)}},`;
  });
  return `return {\n${rows.join("\n")}\n}\n`;
}

/** Text as Lua reads it; every byte that could mean something else is escaped. @param {string} text */
function quoted(text) {
  const bytes = [...Buffer.from(text)];
  const isPlain = (/** @type {number} */ byte) =>
    byte >= 32 && byte < 127 && byte !== 34 && byte !== 92;
  const escaped = bytes.map((byte) =>
    isPlain(byte) ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, "0")}`,
  );
  return `"${escaped.join("")}"`;
}
