import { type Retry, reasonOf, retryDelayMs, type Timing } from "@cdp-whatif/core";
import type { Target } from "./definition.js";
import { deliver } from "./deliver.js";
import type { Mailbox } from "./mailbox.js";

/** How one target is served. */
export interface CourierState {
  readonly failures: number;
  readonly lastError: string | null;
}

/** What a courier works with. */
export interface CourierOptions {
  readonly mailbox: Mailbox;
  readonly timing: Timing;
  readonly retry?: Retry | undefined;
  readonly signal: AbortSignal;
  readonly onFailure?: ((target: Target, reason: string) => void) | undefined;
}

/** Delivers what waits for one target: one at a time, in order, each until it is taken or set aside. */
export class Courier {
  readonly #target: Target;
  readonly #options: CourierOptions;
  #state: CourierState = { failures: 0, lastError: null };
  #woken = deferred();

  constructor(target: Target, options: CourierOptions) {
    this.#target = target;
    this.#options = options;
  }

  state(): CourierState {
    return this.#state;
  }

  /** Says that something waits. */
  wake(): void {
    this.#woken.resolve();
  }

  /** Resolves when the signal says so. */
  async run(): Promise<void> {
    const { mailbox, signal, timing } = this.#options;
    const stop = () => this.wake();
    signal.addEventListener("abort", stop);
    try {
      while (!signal.aborted) {
        this.#woken = deferred();
        try {
          const names = await mailbox.pending();
          if (names.length === 0) await this.#woken.promise;
          for (const name of names) if (!signal.aborted) await this.#serve(name);
        } catch (error) {
          // The disk, not the target: what waits still waits.
          this.#failed(reasonOf(error));
          await timing.sleep(1000, signal);
        }
      }
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  async #serve(name: string): Promise<void> {
    const { mailbox, timing, retry, signal } = this.#options;
    const letter = await mailbox.read(name);
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await deliver(this.#target, { letter, now: timing.now(), signal });
      if (outcome.ok) {
        this.#state = { failures: 0, lastError: null };
        return mailbox.done(name);
      }
      if (signal.aborted) return;
      this.#failed(outcome.reason);
      if (outcome.final || attempt >= this.#target.attempts) {
        return mailbox.setAside(name, { ...letter, lastError: outcome.reason });
      }
      const waitMs = retryDelayMs(attempt, { retry, random: timing.random });
      await timing.sleep(Math.max(waitMs, outcome.afterMs), signal);
      if (signal.aborted) return;
    }
  }

  #failed(lastError: string): void {
    this.#state = { failures: this.#state.failures + 1, lastError };
    this.#options.onFailure?.(this.#target, lastError);
  }
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
