/** How long others get for each time that a piece of work took. */
const SHARE = 4;

/** Measures pieces of work that come over and over, and rests after them: they get a fifth of the time at most. */
export class Rest {
  readonly #longestMs: number;
  #from = 0;
  #until = 0;
  #wake = () => {};

  /** @param longestMs - no rest is longer, whatever the work took */
  constructor(longestMs: number) {
    this.#longestMs = longestMs;
  }

  begin(): void {
    this.#from = performance.now();
  }

  end(): void {
    const now = performance.now();
    this.#until = now + Math.min(this.#longestMs, SHARE * (now - this.#from));
  }

  /** How long to rest from now on; nothing or less when that is over. */
  due(): number {
    return this.#until - performance.now();
  }

  /** Rests between two pieces of work, unless it is woken. */
  async take(): Promise<void> {
    this.end();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.due()).unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.begin();
  }

  wake(): void {
    this.#wake();
  }
}
