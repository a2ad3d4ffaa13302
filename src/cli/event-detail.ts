import type { ApiEvent } from '../api/contract.ts';
import { createLine } from '../formats/line.ts';
import { painter } from '../formats/paint.ts';
import { printable } from '../formats/printable.ts';
import type { Output } from './shell.ts';
import { toShownEvent } from './shown-event.ts';

type Pairs = readonly (readonly [string, string])[];

/** One event with all there is to show: the line of the list, then its parts as names and values below each other. */
export function formatEventDetail(event: ApiEvent, { useColor }: Output): string {
  const paint = painter(useColor);
  const { request } = event;
  const section = (title: string, pairs: Pairs | undefined): string => {
    if (pairs === undefined || pairs.length === 0) return '';
    const widest = Math.min(24, Math.max(...pairs.map(([name]) => printable(name).length)));
    const lines = pairs.map(
      ([name, value]) => `  ${paint.dim(printable(name).padEnd(widest))}  ${printable(value)}\n`,
    );
    return `\n${paint.bold(title)}\n${lines.join('')}`;
  };
  // With a width, the fields go below the headline.
  const [headline = ''] = createLine({ useColor, width: 1 })(toShownEvent(event)).split('\n', 1);
  return [
    `${headline}\n`,
    section('Event', [
      ['id', event.id],
      ['cursor', event.cursor],
      ['receivedAt', event.receivedAt],
      ['storedAt', event.storedAt],
      ['origin', event.origin],
      ['peer', request.peer],
      ...optional('forwardedPeer', request.forwardedPeer),
      ['answer', String(event.answer.status)],
      ...optional('duplicateOf', event.duplicateOf),
    ]),
    section('Fields', Object.entries(event.fields)),
    section('Request', [
      ['line', `${request.method} ${request.target} HTTP/${request.httpVersion}`],
      ['body', `${request.bodyBytes} bytes, SHA-256 ${request.bodySha256}`],
    ]),
    section('Headers', request.headers),
    section('Trailers', request.trailers),
  ].join('');
}

function optional(name: string, value: string | undefined): Pairs {
  return value === undefined ? [] : [[name, value]];
}
