/** Where a command writes: results to `out`, everything about how it goes to `err`. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether somebody watches `err`; then progress is shown. */
  readonly watched: boolean;
  /** The folder that relative paths are relative to. */
  readonly folder: string;
}

/** The process' own terminal. */
export function processTerminal(): Terminal {
  return {
    out: (text) => process.stdout.write(`${text}\n`),
    err: (text) => process.stderr.write(`${text}\n`),
    watched: process.stderr.isTTY === true,
    folder: process.cwd(),
  };
}

/** How far a piece of work is. */
export interface Progress {
  readonly bytes: number;
  readonly totalBytes: number | null;
  readonly records: number;
}

/** A line that is rewritten in place, at most ten times a second; silent where nobody watches. */
export function progressLine(
  terminal: Terminal,
  { now = () => performance.now(), write = (text: string) => void process.stderr.write(text) } = {},
): { readonly show: (progress: Progress) => void; readonly done: () => void } {
  const start = now();
  let shown = Number.NEGATIVE_INFINITY;
  return {
    show(progress) {
      const time = now();
      if (!terminal.watched || time - shown < 100) return;
      shown = time;
      write(`\r\u001b[K${progressText(progress, (time - start) / 1000)}`);
    },
    done() {
      if (shown > Number.NEGATIVE_INFINITY) write("\r\u001b[K");
    },
  };
}

/** Records so far, their rate, the share of bytes done, and the time left at this rate. */
export function progressText(progress: Progress, seconds: number): string {
  const { bytes, totalBytes, records } = progress;
  const rate = seconds > 0 ? Math.round(records / seconds) : 0;
  const parts = [`${grouped(records)} records`, `${grouped(rate)}/s`];
  if (totalBytes !== null && totalBytes > 0) {
    const done = Math.min(1, bytes / totalBytes);
    parts.push(`${Math.floor(done * 100)} %`);
    if (done > 0 && seconds > 1) parts.push(`${Math.ceil((seconds * (1 - done)) / done)} s left`);
  }
  return parts.join(", ");
}

/** A whole number with thin groups of three. */
export function grouped(value: number): string {
  return String(Math.round(value)).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}
