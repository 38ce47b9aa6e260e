import type { WorkerInput } from "../worker/protocol.js";
import type { DataSource } from "./data-source.js";
import { serverSource } from "./server-source.js";
import { type SourceKind, sourceKind } from "./source-kind.js";
import { workerSource } from "./worker-source.js";

/** Data given as a value: a fitted twin, or records as they stand on the lines of a data file. */
export type GivenData = object | readonly object[];

/** Where an element's data is. `data` wins over `src`. */
export interface SourceAddress {
  readonly src: string | null;
  readonly data: GivenData | null;
  readonly headers: Readonly<Record<string, string>> | null;
}

/** A source on loan: elements that name the same address get the same one. */
export interface Loan {
  readonly source: DataSource;
  /** Gives it back; the last one closes it. */
  release(): void;
}

interface Shared {
  readonly source: DataSource;
  holders: number;
}

const byAddress = new Map<string, Shared>();
const byData = new WeakMap<object, Shared>();

function open(kind: SourceKind, headers: Readonly<Record<string, string>>): DataSource {
  switch (kind.kind) {
    case "server":
      return serverSource(kind.origin, headers);
    case "twin":
      return workerSource({ kind: "twin-url", url: kind.url }, headers);
    case "data":
      return workerSource({ kind: "data-urls", urls: kind.urls }, headers);
  }
}

const inputOf = (data: GivenData): WorkerInput =>
  Array.isArray(data) ? { kind: "records", records: data } : { kind: "twin", twin: data };

function lend(shared: Shared, forget: () => void): Loan {
  shared.holders += 1;
  let held = true;
  return {
    source: shared.source,
    release() {
      if (!held) return;
      held = false;
      shared.holders -= 1;
      // An element that is only moved within the page comes back in the same turn.
      queueMicrotask(() => {
        if (shared.holders > 0) return;
        forget();
        shared.source.close();
      });
    },
  };
}

/**
 * Borrows the source of an address.
 *
 * @param address - `data` or `src` must be given
 * @param base - URL of the page, to which `src` is relative
 * @returns null when the address names nothing
 * @throws TypeError when `src` is not readable as addresses
 */
export function borrowSource(address: SourceAddress, base: string): Loan | null {
  const { src, data } = address;
  const headers = address.headers ?? {};
  if (data !== null) {
    const known = byData.get(data);
    const shared = known ?? { source: workerSource(inputOf(data)), holders: 0 };
    byData.set(data, shared);
    return lend(shared, () => byData.delete(data));
  }
  if (src === null || src.trim() === "") return null;
  const kind = sourceKind(src, base);
  const key = JSON.stringify([kind, Object.entries(headers).sort()]);
  const shared = byAddress.get(key) ?? { source: open(kind, headers), holders: 0 };
  byAddress.set(key, shared);
  return lend(shared, () => byAddress.delete(key));
}
