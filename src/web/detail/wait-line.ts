import type { EventSummary } from '../../api/event.ts';
import { fieldOf } from '../../protocol/fields.ts';
import { filterOf, termFor } from '../filter/terms.ts';
import { serverOption } from '../play/ci-lines.ts';
import { shellWord } from '../text/shell-word.ts';

/**
 * The command that waits for an event of a filter, for a POSIX shell. What is stored already ends it at once.
 * @param address the inspector's
 */
export function waitLine(filter: string, address: string): string {
  return `npx ringlog wait ${shellWord(filter)} --timeout 30s${serverOption(address)}`;
}

/** A filter that finds the events of a call; undefined if its id is no use for one. */
export function filterOfCall(callId: string): string | undefined {
  return termFor('call', callId);
}

/** A filter that finds events like this one: by type, whose it is, its own extension, and how a call ended. */
export function filterLike(
  event: Pick<EventSummary, 'type' | 'myid' | 'fields'> & {
    readonly request: { readonly method: string };
  },
): string {
  const { type, myid, fields, request } = event;
  const flow = fieldOf(fields, 'CallFlow')?.trim().toLowerCase();
  const side = flow === 'out' ? 'CallerExtension' : 'CalledExtension';
  return filterOf({
    type,
    method: type === 'unknown' ? request.method : '',
    myid,
    ext: fieldOf(fields, side) ?? fieldOf(fields, 'extension_name') ?? '',
    status: (type === 'hangup' ? fieldOf(fields, 'CallStatus') : undefined) ?? '',
  });
}
