/** Watches for silence. */
export interface SilenceTimer {
  /** Something was heard: the time starts again. */
  heard(): void;
  /** Stops watching until something is heard. */
  pause(): void;
}

/** Calls once when nothing was heard for so long; starts at once. */
export function silenceTimer(milliseconds: number, onSilence: () => void): SilenceTimer {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const pause = () => clearTimeout(timer);
  const heard = () => {
    pause();
    timer = setTimeout(onSilence, milliseconds);
  };
  heard();
  return { heard, pause };
}
