import { messageOf, Refusal, type Fault } from '../server/refusal.ts';

/** Who is told of a filter that the server does not understand, though the browser did: the box shows where it is wrong. */
const listeners = new Set<(q: string, fault: Fault) => void>();

/** @returns a function that ends it */
export function onRefused(listener: (q: string, fault: Fault) => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export function tellRefused(q: string, fault: Fault): void {
  for (const listener of listeners) listener(q, fault);
}

/** Why there is no answer; of a filter that is not understood no more than that, for the box says the rest. */
export function reasonOf(error: unknown): string {
  const isFilter = error instanceof Refusal && error.fault.code === 'bad_filter';
  return isFilter ? 'the filter is not understood.' : messageOf(error);
}
