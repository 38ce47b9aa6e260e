import type { ReactiveController, ReactiveControllerHost } from "lit";
import type {
  HealthAnswer,
  OperationsSource,
  RuleAnswer,
  SourcesAnswer,
} from "../../source/operations-source.js";
import { type SourceError, toSourceError } from "../../source/source-error.js";
import { type Change, changesOf } from "./changes.js";
import { PollController } from "./poll-controller.js";

const EVERY_MS = 10_000;
/** A server that says nothing for so long is told to be so: well within the next two looks. */
const PATIENCE_MS = 9000;

/** How the server is and what flows in, asked every 10 s while its host is seen; what was seen last stays. */
export class LiveController implements ReactiveController {
  health: HealthAnswer | null = null;
  flow: SourcesAnswer | null = null;
  rules: readonly RuleAnswer[] | null = null;
  /** Why the last look failed. */
  error: SourceError | null = null;
  /** Instant of the last look at which everything was answered. */
  seenAt: number | null = null;
  #operations: OperationsSource | null = null;
  readonly #poll: PollController;

  constructor(
    readonly host: ReactiveControllerHost & Element,
    readonly operations: () => OperationsSource | null,
    readonly changed: (changes: readonly Change[]) => void,
  ) {
    host.addController(this);
    this.#poll = new PollController(host, () => this.#ask(), EVERY_MS);
  }

  refresh(): void {
    this.#poll.now();
  }

  hostUpdated(): void {
    const operations = this.operations();
    if (operations === this.#operations) return;
    this.#operations = operations;
    this.health = null;
    this.flow = null;
    this.rules = null;
    this.seenAt = null;
    this.error = null;
    this.refresh();
  }

  async #ask(): Promise<void> {
    const operations = this.#operations;
    if (operations === null) return;
    const options = { signal: AbortSignal.timeout(PATIENCE_MS) };
    const answers = await Promise.allSettled([
      operations.health(options),
      operations.sources(options),
      operations.rules(options),
    ]);
    if (operations !== this.#operations) return;
    const [health, flow, rules] = answers;
    const before = { health: this.health, flow: this.flow };
    if (health.status === "fulfilled") this.health = health.value;
    if (flow.status === "fulfilled") this.flow = flow.value;
    if (rules.status === "fulfilled") this.rules = rules.value.data;
    const failed = answers.find((answer) => answer.status === "rejected");
    this.error = failed === undefined ? null : toSourceError(failed.reason);
    if (failed === undefined) this.seenAt = Date.now();
    const changes = changesOf(before, this);
    if (changes.length > 0) this.changed(changes);
    this.host.requestUpdate();
  }
}
