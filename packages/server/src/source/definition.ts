import { CoreError } from "@cdp-whatif/core/error";
import * as z from "zod";
import { Envelope, unwrapOf } from "./envelope.js";
import { sourceKinds } from "./kind/index.js";
import { type DefinedSource, SourceRetry } from "./source-kind.js";

/**
 * The sources of a configuration: `{ "sources": [{ "kind": "sse", "name": "...", ... }] }`.
 *
 * @throws CoreError `invalid_input` naming place, found and expected
 */
export function defineSources(configuration: unknown): DefinedSource[] {
  const found = z
    .strictObject({ sources: z.array(z.looseObject({ kind: z.string() })) })
    .safeParse(configuration);
  if (!found.success) throw invalid(found.error, []);
  const names = new Set<string>();
  return found.data.sources.map((definition, index) => {
    const kind = sourceKinds.find((one) => one.kind === definition.kind);
    if (kind === undefined) {
      const known = sourceKinds.map((one) => one.kind).join(", ");
      throw new CoreError(
        "invalid_input",
        `/sources/${index}/kind: found ${JSON.stringify(definition.kind)}, expected one of ${known}`,
      );
    }
    const around = Envelope.safeParse(definition);
    if (!around.success) throw invalid(around.error, ["sources", index]);
    const patience = z.object({ retry: SourceRetry.optional() }).safeParse(definition);
    if (!patience.success) throw invalid(patience.error, ["sources", index]);
    const { envelope: _envelope, rows: _rows, retry: _retry, ...own } = definition;
    const checked = kind.schema.safeParse(own);
    if (!checked.success) throw invalid(checked.error, ["sources", index]);
    const source = kind.make(checked.data as never);
    const { retry } = patience.data;
    const made = { ...source, unwrap: unwrapOf(source, around.data), ...(retry && { retry }) };
    if (names.has(made.source.name)) {
      throw new CoreError(
        "invalid_input",
        `/sources/${index}/name: ${JSON.stringify(made.source.name)} is the name of an earlier source; names must differ`,
      );
    }
    names.add(made.source.name);
    return made;
  });
}

function invalid(error: z.ZodError, before: readonly (string | number)[]): CoreError {
  const details = error.issues.map(({ path, message }) => ({
    pointer: [...before, ...path].map((part) => `/${String(part)}`).join(""),
    detail: message,
  }));
  const said = details.map(({ pointer, detail }) => `${pointer}: ${detail}`).join("; ");
  return new CoreError("invalid_input", `the sources are not configured well: ${said}`, details);
}
