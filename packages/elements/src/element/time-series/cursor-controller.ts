import type { ReactiveController, ReactiveControllerHost } from "lit";
import { cursorAfterKey, nearestIndex } from "../../chart/nearest.js";

/** Pixels that a pointer must go before it chooses a range. */
const DRAG_FROM = 6;

/** A date cursor that all panels of a chart share, and the range chosen with it. */
export class CursorController implements ReactiveController {
  /** Day under the cursor; null: none. */
  day: number | null = null;
  /** Days from where a range was begun to the cursor; null: none is being chosen. */
  range: readonly [number, number] | null = null;
  #pressed: { readonly x: number; readonly day: number } | null = null;

  /** @param choose - takes the range, in order */
  constructor(
    readonly host: ReactiveControllerHost,
    readonly choose: (from: number, to: number) => void,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.clear();
  }

  clear(): void {
    this.day = null;
    this.range = null;
    this.#pressed = null;
  }

  /** Arrow keys move; with Shift they choose a range, Enter takes it, Escape drops it. */
  key(event: KeyboardEvent, days: readonly number[]): void {
    if (event.key === "Enter" && this.range) {
      this.#take(event);
      return;
    }
    if (event.key === "Escape" && (this.range || this.day !== null)) {
      event.preventDefault();
      this.leave();
      return;
    }
    const at = this.day === null ? days.length : nearestIndex(days, this.day);
    const next = cursorAfterKey(event.key, at, days.length);
    if (next === null) return;
    event.preventDefault();
    const before = this.day ?? days[next] ?? null;
    this.day = days[next] ?? null;
    if (before === null || this.day === null) return;
    this.range = event.shiftKey ? [this.range?.[0] ?? before, this.day] : null;
    this.host.requestUpdate();
  }

  /** @param x - pixels from the plot's left edge; `dayAt` is its scale inverted */
  move(x: number, dayAt: (x: number) => number, days: readonly number[]): void {
    const day = days[nearestIndex(days, dayAt(x))];
    if (day === undefined) return;
    this.day = day;
    if (this.#pressed && Math.abs(x - this.#pressed.x) >= DRAG_FROM)
      this.range = [this.#pressed.day, day];
    this.host.requestUpdate();
  }

  /** Begins a range where the pointer is pressed. */
  press(x: number, dayAt: (x: number) => number, days: readonly number[]): void {
    this.move(x, dayAt, days);
    if (this.day !== null) this.#pressed = { x, day: this.day };
  }

  /** Takes the range that was drawn. */
  release(event: Event): void {
    this.#pressed = null;
    if (this.range) this.#take(event);
  }

  /** Forgets the cursor and the range, e.g. when the pointer leaves. */
  leave(): void {
    this.clear();
    this.host.requestUpdate();
  }

  #take(event: Event): void {
    event.preventDefault();
    const { range } = this;
    this.clear();
    if (range && range[0] !== range[1]) this.choose(Math.min(...range), Math.max(...range));
    this.host.requestUpdate();
  }
}
