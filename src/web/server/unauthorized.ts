/** Who is told when the server no longer knows this browser: its login has ended, or the token changed. */
const listeners = new Set<() => void>();

/** @returns a function that ends it */
export function onUnauthorized(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export function tellUnauthorized(): void {
  for (const listener of listeners) listener();
}
