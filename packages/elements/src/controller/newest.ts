/**
 * Runs one question at a time and remembers only the newest of those that wait.
 *
 * @param run - answers one question; its signal is aborted when `close` is called
 * @returns `ask`, whose promise is null when a newer question took the place of this one
 */
export function newest<Question, Answer>(
  run: (question: Question, signal: AbortSignal) => Promise<Answer>,
): { ask(question: Question): Promise<Answer | null>; close(): void } {
  const closing = new AbortController();
  let busy = false;
  let next: { question: Question; settle: (turn: boolean) => void } | null = null;

  const turn = (question: Question): Promise<boolean> => {
    next?.settle(false);
    next = null;
    if (!busy) return Promise.resolve(true);
    return new Promise((settle) => {
      next = { question, settle };
    });
  };

  return {
    async ask(question) {
      if (!(await turn(question))) return null;
      busy = true;
      try {
        return await run(question, closing.signal);
      } finally {
        busy = false;
        const waiting = next;
        next = null;
        waiting?.settle(true);
      }
    },
    close() {
      next?.settle(false);
      next = null;
      closing.abort();
    },
  };
}
