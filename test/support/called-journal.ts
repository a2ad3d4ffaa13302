/** What tests of calls put into a journal, and take out of it. */
import type { Capture } from '../../src/journal/capture.ts';
import type { Event } from '../../src/journal/event.ts';
import { callScenario } from './call-scenarios.ts';
import { borderUs, formCapture } from './indexed-events.ts';
import { encodeFields } from './sample-b.ts';
import type { LastingSearchHarness } from './search-harness.ts';

/** Without any events, and so without calls. */
export async function startAnew({ store, settle }: LastingSearchHarness): Promise<void> {
  while ((await store.prune(Infinity, 1_000)) > 0);
  await settle();
}

export async function remove(
  harness: LastingSearchHarness,
  events: readonly Event[],
): Promise<void> {
  if (events.length > 0)
    await harness.store.remove(
      events.map(({ cursor }) => cursor),
      'test',
    );
  await harness.settle();
}

/** The three requests of a call that somebody answered. */
export function callCaptures(callId: string): readonly Capture[] {
  const { events } = callScenario('in-direct-answered');
  return events.map(({ fields }) =>
    formCapture({
      target: `/fordel/show.php?myid=175&${encodeFields({ ...fields, CallID: callId, CallerIDName: 'Anna' })}`,
    }),
  );
}

export function strayCapture(callId: string, word: string, receivedAtUs = borderUs): Capture {
  return formCapture({ target: `/?EventType=hangup&CallID=${callId}&word=${word}`, receivedAtUs });
}

/** The first of each, then the second of each, and so on. */
export function interleaved(lists: readonly (readonly Capture[])[]): readonly Capture[] {
  const longest = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list[i] ?? [])).flat();
}
