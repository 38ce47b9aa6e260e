import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { DataSource, SourceState } from "../source/data-source.js";
import { borrowSource, type Loan, type SourceAddress } from "../source/shared-source.js";
import { SourceError } from "../source/source-error.js";
import { type ContextProvider, closestProvider, type ProviderContext } from "./provider-context.js";

/** A host that may name its own data; null in both `src` and `data` means the provider's. */
type SourceHost = ReactiveControllerHost & HTMLElement & SourceAddress;

const NOWHERE: SourceState = {
  phase: "error",
  error: new SourceError("no_source", "neither src nor data nor a cdp-provider names any data"),
};

/** Connects an element to its source: its own, else that of the nearest provider. */
export class SourceController implements ReactiveController {
  #provider: ContextProvider | null = null;
  #loan: Loan | null = null;
  #address: SourceAddress | null = null;
  #unreadable: SourceError | null = null;
  #source: DataSource | null = null;
  #stopProvider: (() => void) | null = null;
  #stopSource: (() => void) | null = null;

  constructor(readonly host: SourceHost) {
    host.addController(this);
  }

  /** Null while there is nothing to ask. */
  get source(): DataSource | null {
    return this.#source;
  }

  get state(): SourceState {
    if (this.#unreadable) return { phase: "error", error: this.#unreadable };
    return this.#source?.state ?? NOWHERE;
  }

  /** What the nearest provider shares; null when the element stands alone. */
  get context(): ProviderContext | null {
    return this.#provider?.context ?? null;
  }

  hostConnected(): void {
    this.#provider = closestProvider(this.host);
    this.#stopProvider = this.#provider?.subscribe(() => this.host.requestUpdate()) ?? null;
    this.host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#stopProvider?.();
    this.#stopProvider = null;
    this.#provider = null;
    this.#follow(null);
    this.#giveBack();
  }

  hostUpdate(): void {
    const { src, data, headers } = this.host;
    if (src === null && data === null) {
      this.#giveBack();
      this.#follow(this.#provider?.context.source ?? null);
      return;
    }
    const known = this.#address;
    if (known?.src === src && known.data === data && known.headers === headers) return;
    this.#borrow({ src, data, headers });
  }

  #borrow(address: SourceAddress): void {
    const before = this.#loan;
    this.#address = address;
    this.#unreadable = null;
    try {
      this.#loan = borrowSource(address, this.host.baseURI);
    } catch (error) {
      this.#loan = null;
      const reason = error instanceof Error ? error.message : String(error);
      this.#unreadable = new SourceError("no_source", `src="${address.src}": ${reason}`);
    }
    before?.release();
    this.#follow(this.#loan?.source ?? null);
  }

  #giveBack(): void {
    this.#loan?.release();
    this.#loan = null;
    this.#address = null;
    this.#unreadable = null;
  }

  #follow(source: DataSource | null): void {
    if (source === this.#source) return;
    this.#stopSource?.();
    this.#source = source;
    this.#stopSource = source?.subscribe(() => this.host.requestUpdate()) ?? null;
  }
}
