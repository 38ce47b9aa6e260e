/** Where a server is between its start and its end. */
export type Phase = "starting" | "serving" | "stopping";

/** Follows a server through its phases; none comes back. */
export interface Phases {
  current(): Phase;
  /** What was made from the store at the start is there. */
  started(): void;
  /** From now on nobody should be sent here any more. */
  stopping(): void;
}

/** The phases of a server that has just been made. */
export function createPhases(): Phases {
  let phase: Phase = "starting";
  return {
    current: () => phase,
    started() {
      if (phase === "starting") phase = "serving";
    },
    stopping() {
      phase = "stopping";
    },
  };
}
