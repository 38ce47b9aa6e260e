import type { Role } from "./role.js";
import type { Tag } from "./scope.js";

/** Who asks, once that is known. Holds no secret, and nothing that names a person. */
export interface Client {
  /** The same for each request of the client: `key:<id of the key>`, `token:<hash of issuer and subject>` or `local`. */
  readonly id: string;
  /** `local`: the server asks nobody who they are. */
  readonly kind: "key" | "token" | "local";
  readonly role: Role;
  /** The only groups of routes that it reaches; null: all that its role may. */
  readonly tags: readonly Tag[] | null;
}

/** Everybody, where no credentials are configured. */
export const LOCAL: Client = { id: "local", kind: "local", role: "admin", tags: null };
