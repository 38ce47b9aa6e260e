import { reasonOf } from "../error.js";
import { SourceError } from "../source/index.js";

/** Refusals that trying again does not change: of password, user or database; of rights; of an object's name. */
const FINAL = /^(28|3D|42)/;

/** A database's failure as one of a source, without the secrets that the address holds. */
export function databaseError(cause: unknown, address: string): SourceError {
  if (cause instanceof SourceError) return cause;
  const code = typeof cause === "object" && cause !== null && "code" in cause ? cause.code : "";
  const final = typeof code === "string" && FINAL.test(code) && code !== "42710";
  // The cause itself is left out: a driver's error may hold the address that it was given.
  return new SourceError(withoutSecrets(reasonOf(cause), address), { final });
}

/** A text in which neither the address nor its password stands. */
export function withoutSecrets(text: string, address: string): string {
  const password = passwordOf(address);
  const hidden = text.replaceAll(address, "the database");
  return password === "" ? hidden : hidden.replaceAll(password, "…");
}

function passwordOf(address: string): string {
  const written = /^[^:]+:\/\/[^/@]*?:([^@]*)@/.exec(address)?.[1] ?? "";
  try {
    return decodeURIComponent(written);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return written;
  }
}
