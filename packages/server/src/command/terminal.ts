import { sizeText } from "../size-text.js";

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

/** Redrawn at most so often. */
const REDRAW_MS = 200;
/** The rate is that of about so long. */
const SMOOTH_MS = 5000;

/** A line that is rewritten in place, at most five times a second; silent where nobody watches. */
export function progressLine(
  terminal: Terminal,
  { now = () => performance.now(), write = (text: string) => void process.stderr.write(text) } = {},
): { readonly show: (progress: Progress) => void; readonly done: () => void } {
  const begun = { at: now(), bytes: 0, records: 0 };
  let marks = [begun];
  let shown = Number.NEGATIVE_INFINITY;
  return {
    show(progress) {
      const at = now();
      if (!terminal.watched || at - shown < REDRAW_MS) return;
      shown = at;
      const { bytes, records } = progress;
      marks = [...marks, { at, bytes, records }];
      while (marks.length > 2 && at - (marks[1]?.at ?? at) > SMOOTH_MS) marks.shift();
      const since = marks[0] ?? begun;
      const seconds = (at - since.at) / 1000;
      const rates = {
        records: seconds > 0 ? (records - since.records) / seconds : 0,
        bytes: seconds > 0 ? (bytes - since.bytes) / seconds : 0,
        known: at - begun.at > 1000,
      };
      write(`\r\u001b[K${progressText(progress, rates)}`);
    },
    done() {
      if (shown > Number.NEGATIVE_INFINITY) write("\r\u001b[K");
    },
  };
}

/** Tells how far counted work is, at most twice a second, where somebody watches. */
export function progressOf(
  terminal: Terminal,
  what: string,
): (progress: { readonly done: number; readonly total: number }) => void {
  let shown = Number.NEGATIVE_INFINITY;
  return ({ done, total }) => {
    if (!terminal.watched || total === 0 || performance.now() - shown < 500) return;
    shown = performance.now();
    terminal.err(`${grouped(done)} of ${grouped(total)} ${what}`);
  };
}

/** How fast it goes, per second; `known` once it was watched long enough to foretell the end. */
interface Rates {
  readonly records: number;
  readonly bytes: number;
  readonly known: boolean;
}

/** Bytes and their share of all, records, their rate, and the time left at this rate. */
function progressText(progress: Progress, rates: Rates): string {
  const { bytes, totalBytes, records } = progress;
  const parts = [`${grouped(records)} records`, `${grouped(rates.records)}/s`];
  if (totalBytes === null || totalBytes === 0) return [sizeText(bytes), ...parts].join(", ");
  const done = Math.min(1, bytes / totalBytes);
  const share = `${Math.floor(done * 100)} % of ${sizeText(totalBytes)}`;
  const left =
    rates.known && rates.bytes > 0 ? Math.max(0, totalBytes - bytes) / rates.bytes : null;
  return [share, ...parts, ...(left === null ? [] : [`${durationText(left)} left`])].join(", ");
}

function durationText(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A whole number with thin groups of three. */
export function grouped(value: number): string {
  return String(Math.round(value)).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}
