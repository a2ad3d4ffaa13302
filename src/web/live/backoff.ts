/** How long to wait before each new try: at first shortly, for a restart is short; then doubled. */
export interface Backoff {
  nextMs(): number;
  reset(): void;
}

const firstMs = 250;
/** Even after a night without a server it goes on soon when there is one again. */
const maxMs = 5_000;

export function createBackoff(): Backoff {
  let ms = firstMs;
  return {
    nextMs: () => {
      const now = ms;
      ms = Math.min(2 * ms, maxMs);
      return now;
    },
    reset: () => {
      ms = firstMs;
    },
  };
}
