import { useSyncExternalStore } from 'react';
import type { ApiRun, RunOrder } from '../../api/run.ts';
import { ask } from '../server/ask.ts';
import { messageOf } from '../server/refusal.ts';
import { createTopic } from '../topic.ts';
import type { Playing } from './run-line.ts';

let playing: Playing | undefined;
const { subscribe, tell } = createTopic();

function set(next: Playing): void {
  playing = next;
  tell();
}

/** What was played last, as far as it has come; it outlives whatever began it. */
export function usePlaying(): Playing | undefined {
  return useSyncExternalStore(subscribe, () => playing);
}

/** Whether it is still being played, or about to be. */
export function isPlaying({ run, fault }: Playing): boolean {
  return fault === undefined && (run === undefined || run.state === 'running');
}

/** Has something played, and follows it to its end. What goes wrong is told in its `fault`. @returns whether it began */
export async function play(order: RunOrder, title: string, total?: number): Promise<boolean> {
  const own = { title, total };
  set(own);
  try {
    const { run } = await ask('startRun', 'api/v1/runs', { method: 'POST', body: order });
    set({ ...own, run });
    void follow(own, run);
    return true;
  } catch (error) {
    set({ ...own, fault: messageOf(error) });
    return false;
  }
}

async function follow(own: Pick<Playing, 'title' | 'total'>, begun: ApiRun): Promise<void> {
  let run = begun;
  for (let failures = 0; run.state === 'running' && failures < maxFailures;) {
    await new Promise((resolve) => setTimeout(resolve, pollMs));
    // Something else was begun, and is what is told of now.
    if (playing?.run?.id !== run.id) return;
    try {
      ({ run } = await ask('run', runPath(run.id)));
      failures = 0;
      if (playing.run.id === run.id) set({ ...own, run });
    } catch (error) {
      failures++;
      if (failures === maxFailures) set({ ...own, run, fault: messageOf(error) });
    }
  }
}

const pollMs = 400;
const maxFailures = 5;

/** Stops a run. @returns why it could not be stopped */
export async function stopRun(id: string): Promise<string | undefined> {
  try {
    await ask('stopRun', runPath(id), { method: 'DELETE' });
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

function runPath(id: string): string {
  return `api/v1/runs/${encodeURIComponent(id)}`;
}
