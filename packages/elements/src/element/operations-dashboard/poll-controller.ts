import type { ReactiveController, ReactiveControllerHost } from "lit";

/** How often it is looked whether it is time: what comes into view again is asked within this. */
const LOOK_MS = 1000;

/** Calls `ask` every so often while its host can be seen; while it cannot, nothing is asked. */
export class PollController implements ReactiveController {
  #timer: ReturnType<typeof setInterval> | undefined;
  #askedAt = Number.NEGATIVE_INFINITY;
  #asking = false;

  constructor(
    readonly host: ReactiveControllerHost & Element,
    readonly ask: () => Promise<void>,
    readonly everyMs: number,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    document.addEventListener("visibilitychange", this.#look);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
    document.removeEventListener("visibilitychange", this.#look);
    this.#askedAt = Number.NEGATIVE_INFINITY;
  }

  /** Asks now, if it is not being asked already. */
  now(): void {
    this.#askedAt = Number.NEGATIVE_INFINITY;
    this.#look();
  }

  readonly #look = (): void => {
    const seen = !document.hidden && this.host.getClientRects().length > 0;
    if (!seen || this.#asking || performance.now() - this.#askedAt < this.everyMs) return;
    this.#askedAt = performance.now();
    this.#asking = true;
    void this.ask().finally(() => {
      this.#asking = false;
    });
  };
}
