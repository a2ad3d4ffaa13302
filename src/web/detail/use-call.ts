import type { ApiCallDetail } from '../../api/call.ts';
import { onActivity } from '../feed/activity.ts';
import { ask } from '../server/ask.ts';
import { useAnswer, type Answer, type Watch } from '../server/use-answer.ts';

/** What may change by time alone is asked for so often. */
const pollMs = 3_000;

/** A call, kept up to date: when something of it comes, and while it is not final. */
export function useCall(id: string): Answer<ApiCallDetail> & { readonly askAgain: () => void } {
  return useAnswer(id, loadCall, watchCall);
}

function loadCall(id: string, signal: AbortSignal): Promise<ApiCallDetail> {
  return ask('call', `api/v1/calls/${encodeURIComponent(id)}`, { signal });
}

const watchCall: Watch<ApiCallDetail> = (key, askAgain, current) => {
  const stop = onActivity(({ callIds }) => {
    const answer = current();
    // The link may have been made of the beginning of an id, or in capitals.
    const id = answer.status === 'ready' ? answer.value.id : key.toLowerCase();
    if (callIds.has(id)) askAgain();
  });
  const look = (): void => {
    if (!document.hidden && isPassing(current())) askAgain();
  };
  const timer = setInterval(look, pollMs);
  // Whoever comes back to the page sees at once what it is now.
  document.addEventListener('visibilitychange', look);
  return () => {
    stop();
    clearInterval(timer);
    document.removeEventListener('visibilitychange', look);
  };
};

/** Whether it is another one soon, though nothing comes. */
function isPassing(answer: Answer<ApiCallDetail>): boolean {
  if (answer.status === 'ready') return !answer.value.final || answer.stale !== undefined;
  return answer.status === 'failed';
}
