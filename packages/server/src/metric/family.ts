/** Names and values of what a sample is of; few and bounded. */
export type Labels = Readonly<Record<string, string>>;

/** One figure. */
export interface Sample {
  readonly labels?: Labels;
  readonly value: number;
}

/** Figures of one kind of event, by how large they were. */
export interface HistogramSample {
  readonly labels?: Labels;
  /** Events per bound, and one bucket above the last. */
  readonly buckets: ArrayLike<number>;
  readonly sum: number;
}

/** A metric: what Prometheus calls a metric family. Names of counters end in `_total`, units are base units. */
export type Family = { readonly name: string; readonly help: string } & (
  | { readonly type: "counter" | "gauge"; readonly samples: readonly Sample[] }
  | {
      readonly type: "histogram";
      readonly bounds: readonly number[];
      readonly samples: readonly HistogramSample[];
    }
);

/** A counter with one figure or several. */
export function counter(name: string, help: string, of: number | readonly Sample[]): Family {
  return { name, help, type: "counter", samples: samplesOf(of) };
}

/** A gauge with one figure or several. */
export function gauge(name: string, help: string, of: number | readonly Sample[]): Family {
  return { name, help, type: "gauge", samples: samplesOf(of) };
}

/** A gauge that is 1 for the state that something is in and 0 for the others. */
export function stateGauge(
  name: string,
  help: string,
  { label, states, current }: { label: string; states: readonly string[]; current: string },
): Family {
  const samples = states.map((state) => ({
    labels: { [label]: state },
    value: state === current ? 1 : 0,
  }));
  return { name, help, type: "gauge", samples };
}

const samplesOf = (of: number | readonly Sample[]) =>
  typeof of === "number" ? [{ value: of }] : of;
