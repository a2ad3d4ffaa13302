import type { ApiEvent } from '../../api/contract.ts';
import { ask, send } from '../server/ask.ts';
import { useAnswer, type Answer } from '../server/use-answer.ts';

/** One event with its headers. It never changes, but may be deleted. */
export function useEvent(id: string): Answer<ApiEvent> & { readonly askAgain: () => void } {
  return useAnswer(id, loadEvent);
}

/** The body of an event, byte for byte. */
export function useBody(id: string): Answer<Uint8Array> & { readonly askAgain: () => void } {
  return useAnswer(id, loadBody);
}

export function loadEvent(id: string, signal?: AbortSignal): Promise<ApiEvent> {
  return ask('event', eventPath(id), signal ? { signal } : {});
}

export async function loadBody(id: string, signal?: AbortSignal): Promise<Uint8Array> {
  const response = await send(`${eventPath(id)}/raw`, signal ? { signal } : {});
  return new Uint8Array(await response.arrayBuffer());
}

/** The shell line that sends it again. */
export async function loadCurl(id: string): Promise<string> {
  return (await (await send(`${eventPath(id)}/curl`)).text()).trimEnd();
}

/** The path of an event in the API. */
export function eventPath(id: string): string {
  return `api/v1/events/${encodeURIComponent(id)}`;
}
