import { messageOf, Refusal, type Fault } from '../server/refusal.ts';
import { createTopic } from '../topic.ts';

/** A filter is not understood by the server, though the browser did: the box shows where it is wrong. */
export const { subscribe: onRefused, tell: tellRefused } = createTopic<[q: string, fault: Fault]>();

/** Why there is no answer; of a filter that is not understood no more than that, for the box says the rest. */
export function reasonOf(error: unknown): string {
  const isFilter = error instanceof Refusal && error.fault.code === 'bad_filter';
  return isFilter ? 'the filter is not understood.' : messageOf(error);
}
