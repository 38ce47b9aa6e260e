import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Width and height of an element's content box in CSS pixels; the host draws again when they change. */
export class SizeController implements ReactiveController {
  width = 0;
  height = 0;
  readonly #observer: ResizeObserver;
  #observed: Element | null = null;

  constructor(readonly host: ReactiveControllerHost & Element) {
    host.addController(this);
    this.#observer = new ResizeObserver(([entry]) => {
      if (!entry) return;
      const { width, height } = entry.contentRect;
      if (Math.abs(width - this.width) < 0.5 && Math.abs(height - this.height) < 0.5) return;
      this.width = width;
      this.height = height;
      host.requestUpdate();
    });
  }

  /** Watches `element` (a part of the host's shadow tree) in place of what was watched before. */
  observe(element: Element | undefined): void {
    const target = element ?? null;
    if (target === this.#observed) return;
    if (this.#observed) this.#observer.unobserve(this.#observed);
    this.#observed = target;
    if (target) this.#observer.observe(target);
  }

  hostConnected(): void {
    if (this.#observed) this.#observer.observe(this.#observed);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }
}
