import type { ReactiveController, ReactiveControllerHost } from "lit";
import type {
  AccessAnswer,
  HealthAnswer,
  OperationsSource,
  RuleAnswer,
  SourcesAnswer,
} from "../../source/operations-source.js";
import type { AskOptions } from "../../source/question.js";
import { type SourceError, toSourceError } from "../../source/source-error.js";
import { type Change, changesOf } from "./changes.js";
import { PollController } from "./poll-controller.js";
import { accessOf, mayOperate } from "./reach.js";

const EVERY_MS = 10_000;
/** A server that says nothing for so long is told to be so: well within the next two looks. */
const PATIENCE_MS = 9000;

/** How the server is and what flows in, asked every 10 s while its host is seen; what was seen last stays. */
export class LiveController implements ReactiveController {
  /** What whoever looks may do; null while that is not known. */
  access: AccessAnswer | null = null;
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
    this.access = null;
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
    const answers = await allOf(operations, this.access, options);
    if (operations !== this.#operations) return;
    const { access, health, flow, rules } = answers;
    const before = { health: this.health, flow: this.flow };
    if (access.status === "fulfilled") this.access = access.value;
    if (health.status === "fulfilled") this.health = health.value;
    if (flow?.status === "fulfilled") this.flow = flow.value;
    if (rules?.status === "fulfilled") this.rules = rules.value.data;
    const failed = Object.values(answers).find((answer) => answer?.status === "rejected");
    this.error = failed === undefined ? null : toSourceError(failed.reason);
    if (failed === undefined) this.seenAt = Date.now();
    const changes = changesOf(before, this);
    if (changes.length > 0) this.changed(changes);
    this.host.requestUpdate();
  }
}

/** Asks what may be asked; what a role does not reach is not, so that nothing is refused. */
async function allOf(
  operations: OperationsSource,
  known: AccessAnswer | null,
  options: AskOptions,
) {
  const [health, access] = await Promise.allSettled([
    operations.health(options),
    known ?? accessOf(operations),
  ]);
  if (access.status === "rejected" || !mayOperate(access.value))
    return { health, access, flow: null, rules: null };
  const [flow, rules] = await Promise.allSettled([
    operations.sources(options),
    operations.rules(options),
  ]);
  return { health, access, flow, rules };
}
