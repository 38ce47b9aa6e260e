import type { Rejection } from "../schema/dead-letter.js";
import { reject } from "../schema/rejection.js";
import type { UnknownLine } from "./recognise.js";

/** Why what a line says of itself is wrong; null when it is not. */
export function checkHead(line: UnknownLine): Rejection | null {
  const { demo, deleted, generated_at: generatedAt, metadata, revision } = line;
  if (demo !== undefined && demo !== null && typeof demo !== "boolean") {
    return reject("type", { field: "/demo", found: demo, expected: "true or false" });
  }
  if (generatedAt !== undefined && generatedAt !== null) {
    const wrong = checkText(line, "generated_at");
    if (wrong !== null) return wrong;
  }
  if (revision !== undefined && revision !== null) {
    const wrong = checkAmount(revision, "/revision");
    if (wrong !== null) return wrong;
    if (!Number.isSafeInteger(revision)) {
      return reject("type", { field: "/revision", found: revision, expected: "a whole number" });
    }
  }
  if (deleted !== undefined && deleted !== null && typeof deleted !== "boolean") {
    return reject("type", { field: "/deleted", found: deleted, expected: "true or false" });
  }
  if (metadata === undefined || metadata === null) return null;
  if (typeof metadata !== "object" || Array.isArray(metadata)) {
    return reject("type", { field: "/metadata", found: metadata, expected: "an object" });
  }
  const inner = metadata as UnknownLine;
  if (inner.generated_at === undefined || inner.generated_at === null) return null;
  const wrong = checkText(inner, "generated_at");
  return wrong === null ? null : { ...wrong, field: "/metadata/generated_at" };
}

/** Why a field is not a text that is not empty; null when it is one. */
export function checkText(line: UnknownLine, field: string): Rejection | null {
  const value = line[field];
  if (typeof value === "string" && value !== "") return null;
  const rule = value === undefined ? "missing" : value === "" ? "empty" : "type";
  return reject(rule, { field: `/${field}`, found: value, expected: "a text that is not empty" });
}

/** Why a value is not a finite number of at least 0; null when it is one. */
export function checkAmount(value: unknown, field: string): Rejection | null {
  if (typeof value !== "number") {
    return reject("type", { field, found: value, expected: "a number" });
  }
  if (!Number.isFinite(value)) {
    return reject("not_finite", { field, found: value, expected: "a finite number" });
  }
  return value >= 0 ? null : reject("negative", { field, found: value, expected: "at least 0" });
}
