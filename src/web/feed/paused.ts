import { useSyncExternalStore } from 'react';
import { createTopic } from '../topic.ts';

/** Whether new rows wait, because somebody said so. It holds for all lists, until it is taken back. */
let isPaused = false;
const { subscribe, tell } = createTopic();

export function setPaused(next: boolean): void {
  isPaused = next;
  tell();
}

export function readPaused(): boolean {
  return isPaused;
}

export function usePaused(): boolean {
  return useSyncExternalStore(subscribe, readPaused);
}
