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
  /** Date of lines that have no time of their own, where the source's name or sender tells it. */
  readonly date?: string | undefined;
}
