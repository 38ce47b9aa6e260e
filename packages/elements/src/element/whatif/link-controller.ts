import type { SimulationParametersAnswer } from "@cdp-whatif/core";
import type { ReactiveController, ReactiveControllerHost } from "lit";
import {
  decodePermalink,
  encodePermalink,
  type Permalink,
  PermalinkError,
  readFragment,
  writeFragment,
} from "./permalink.js";

const TAG = "cdp-whatif";

/** The name of an element's part in the fragment: its id, else its place among those of the page without one. */
function fragmentKey(element: Element): string {
  if (element.id) return encodeURIComponent(`${TAG}.${element.id}`);
  const others = Array.from<Element>(document.querySelectorAll(TAG)).filter(({ id }) => id === "");
  const place = others.indexOf(element);
  return place > 0 ? `${TAG}.${place + 1}` : TAG;
}

const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);

/** Watches the page's fragment for an element's own part; never writes to the page's address. */
export class LinkController implements ReactiveController {
  #seen: string | null = null;
  readonly #changed = () => this.host.requestUpdate();

  constructor(readonly host: ReactiveControllerHost & Element) {
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener("hashchange", this.#changed);
  }

  hostDisconnected(): void {
    window.removeEventListener("hashchange", this.#changed);
  }

  /**
   * What the address says for this element, once for each change of it.
   *
   * @returns null when there is nothing new; an error when it is not readable or names what is not known
   */
  take(known: SimulationParametersAnswer): Permalink | PermalinkError | null {
    const text = readFragment(location.hash, fragmentKey(this.host));
    if (text === this.#seen) return null;
    this.#seen = text;
    if (text === null) return null;
    try {
      return decodePermalink(text, {
        personas: ids(known.personas),
        regions: ids(known.regions),
        brands: ids(known.brands),
      });
    } catch (error) {
      if (error instanceof PermalinkError) return error;
      throw error;
    }
  }

  /** The page's address with this element's part set. */
  href(link: Permalink): string {
    const url = new URL(location.href);
    url.hash = writeFragment(location.hash, fragmentKey(this.host), encodePermalink(link));
    return url.href;
  }
}
