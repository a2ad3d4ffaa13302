import { useSyncExternalStore } from 'react';

/** Whether new rows wait, because somebody said so. It holds for all lists, until it is taken back. */
let isPaused = false;
const listeners = new Set<() => void>();

export function setPaused(next: boolean): void {
  isPaused = next;
  for (const listener of listeners) listener();
}

export function readPaused(): boolean {
  return isPaused;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export function usePaused(): boolean {
  return useSyncExternalStore(subscribe, readPaused);
}
