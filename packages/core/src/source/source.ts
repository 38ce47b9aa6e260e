import type { LineOptions } from "./json-lines.js";
import type { LineBatch } from "./line-batch.js";

/** Bytes as they are stored, packed or not. */
export interface StoredBytes {
  readonly size: number;
  /** Of these, read so far. */
  read(): number;
}

/** Something that bytes can be read from: a file, the body of a request, a text. */
export interface ByteSource {
  /** Name in positions, reports and checkpoints, such as a file's path; the same content keeps its name. */
  readonly name: string;
  /**
   * What tells that it is still the same content, so that reading may go on where it stopped. It must not change when
   * something is appended, and should when what was read before has changed.
   */
  fingerprint(): Promise<string>;
  /** Its bytes from an offset on, in pieces of any size. */
  open(offset: number): AsyncIterable<Uint8Array>;
  /** Bytes in all, where that is known. */
  readonly size?: number | undefined;
  /**
   * Its lines from a place on, where they are not the lines of its bytes, such as rows of a table. Default: JSON lines.
   *
   * @throws CoreError when they cannot be read, or not to their end
   */
  lines?(options: LineOptions): AsyncGenerator<LineBatch>;
  /** How much of what is stored was read, where offsets count something else: packed bytes, rows. */
  readonly stored?: StoredBytes | undefined;
  /** Date of lines that have no time of their own, where the source's name or sender tells it. */
  readonly date?: string | undefined;
}
