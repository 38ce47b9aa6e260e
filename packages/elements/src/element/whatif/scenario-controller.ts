import type { ReactiveController, ReactiveControllerHost } from "lit";
import { NEUTRAL, type WhatifScenario } from "./scenario.js";
import { redo, startHistory, step, type UndoHistory, undo } from "./undo.js";

/** The scenario on the levers, its draft while a slider moves, and the steps before and after it. */
export class ScenarioController implements ReactiveController {
  #history: UndoHistory<WhatifScenario> = startHistory(NEUTRAL);
  #draft: WhatifScenario | null = null;

  /** @param changed - called after each change by the user; `final` is false while a slider moves */
  constructor(
    readonly host: ReactiveControllerHost & EventTarget,
    readonly changed: (scenario: WhatifScenario, final: boolean) => void,
  ) {
    host.addController(this);
    host.addEventListener("keydown", (event) => {
      if (event instanceof KeyboardEvent) this.#pressed(event);
    });
  }

  hostDisconnected(): void {
    this.#draft = null;
  }

  /** What the levers show. */
  get scenario(): WhatifScenario {
    return this.#draft ?? this.#history.present;
  }

  /** The scenario without what a slider is just doing. */
  get settled(): WhatifScenario {
    return this.#history.present;
  }

  get isDraft(): boolean {
    return this.#draft !== null;
  }

  /** Takes the last step back; null when there is none. */
  get undo(): (() => void) | null {
    return this.#history.past.length > 0 ? () => this.#travel(undo(this.#history)) : null;
  }

  /** Takes the step again that was undone last; null when there is none. */
  get redo(): (() => void) | null {
    return this.#history.future.length > 0 ? () => this.#travel(redo(this.#history)) : null;
  }

  /** Shows a scenario that is not a step yet. */
  drag(next: WhatifScenario): void {
    this.#draft = next;
    this.changed(next, false);
    this.host.requestUpdate();
  }

  /** Makes a scenario the next step. */
  change(next: WhatifScenario): void {
    this.#travel(step(this.#history, next));
  }

  #travel(history: UndoHistory<WhatifScenario>): void {
    this.#draft = null;
    this.#history = history;
    this.changed(history.present, true);
    this.host.requestUpdate();
  }

  #pressed(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const [target] = event.composedPath();
    // While a text is being written, the browser's own undo is meant.
    if (target instanceof HTMLInputElement && target.type === "text") return;
    const key = event.key.toLowerCase();
    const back = key === "z" && !event.shiftKey;
    const forth = key === "y" || (key === "z" && event.shiftKey);
    if (!back && !forth) return;
    event.preventDefault();
    (back ? this.undo : this.redo)?.();
  }
}
