import { createHash, randomUUID } from "node:crypto";
import { type Catalogue, type RecordStore, twinDigest } from "@cdp-whatif/core";
import type { TwinKeeper } from "../twin/twin-keeper.js";
import { VERSION } from "../version.js";

/** What answers are made from, besides the data themselves. */
export interface ScopeGround {
  readonly store: Pick<RecordStore, "identity" | "content">;
  readonly catalogue: Catalogue;
  readonly zone?: string | undefined;
}

/** Names of what answers are made from, for a cache that outlives the process and is seen by others. */
export interface Scopes {
  /** The store as it is now; not the same again after a change, nor in another store. */
  ofData(): Promise<string>;
  /** The twin as it is now. */
  ofTwin(twin: Pick<TwinKeeper, "current" | "version">): Promise<string>;
  /** Known only to those who can open the store. */
  readonly secret: string;
}

/** Names that are the same in two processes only if they answer alike. */
export function createScopes({ store, catalogue, zone }: ScopeGround): Scopes {
  const secret = store.identity ?? randomUUID();
  const ground = createHash("sha256")
    .update(JSON.stringify([secret, VERSION, catalogue, zone ?? null]))
    .digest("base64url");
  let known: { readonly version: number; readonly name: string } | undefined;
  return {
    secret,
    ofData: async () => `${ground} data ${(await store.content()).version}`,
    async ofTwin(twin) {
      const version = twin.version();
      const current = twin.current();
      if (known?.version !== version) {
        const name = `${ground} twin ${current === null ? "none" : twinDigest(current)}`;
        known = { version, name };
      }
      return known.name;
    },
  };
}
