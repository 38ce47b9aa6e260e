/** Which changes of a PostgreSQL database are read, and how. */
export interface PostgresOptions {
  /** Name in positions, checkpoints and on screens. */
  readonly name: string;
  /** Address, `postgres://user:password@host:5432/database`; never part of a message. */
  readonly address: string;
  /** Names of lower-case letters, digits and `_`. Default `cdp_whatif`. */
  readonly slot?: string | undefined;
  readonly publication?: string | undefined;
  /** For a publication that is missing and is to be made: its tables, `schema.table`. */
  readonly tables?: readonly string[] | undefined;
  /** Read the rows that are there at first. Default true. */
  readonly snapshot?: boolean | undefined;
  /**
   * `full` (default): tables must tell the whole row before a change. `key`: the caller says that the replica identity holds the
   * natural key.
   */
  readonly identity?: "full" | "key" | undefined;
}

/** The same with nothing left out. */
export interface PostgresSettings extends PostgresOptions {
  readonly slot: string;
  readonly publication: string;
  readonly snapshot: boolean;
  readonly identity: "full" | "key";
}
