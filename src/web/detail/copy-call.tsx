import type { ReactNode } from 'react';
import type { ApiCallDetail } from '../../api/call.ts';
import { hrefOf } from '../place/place.ts';
import { rootUrl, serverUrl } from '../place/use-place.ts';
import { sendItems } from './copy-items.ts';
import { CopyMenu, type CopyItem } from './copy-menu.tsx';
import { jsonText } from './json-text.ts';
import type { OpenPlace } from './open-place.ts';
import { filterOfCall, waitLine } from './wait-line.ts';

/** What can be copied of a call; to be sent again, the event of it that is chosen. */
export function CopyCall({
  call,
  event,
  place,
}: {
  readonly call: ApiCallDetail;
  readonly event: ApiCallDetail['events'][number] | undefined;
  readonly place: OpenPlace;
}): ReactNode {
  const wait = filterOfCall(call.id);
  const items: readonly CopyItem[] = [
    linkItem(place),
    jsonItem(call, 'the call with its events'),
    ...(wait === undefined
      ? []
      : [waitItem('waits for an event of this call', waitLine(wait, rootUrl.href))]),
    ...(event === undefined
      ? []
      : sendItems(event).map((item) => ({ ...item, name: `${event.type} as ${item.name}` }))),
  ];
  return <CopyMenu items={items} />;
}

/** The address of what is shown. */
export function linkItem(place: OpenPlace): CopyItem {
  return { name: 'Link', note: 'to what is open here', text: () => serverUrl(hrefOf(place)) };
}

export function jsonItem(value: unknown, note: string): CopyItem {
  return { name: 'JSON', note, text: () => jsonText(value) };
}

export function waitItem(note: string, lines: string): CopyItem {
  return { name: 'ringlog wait', note, text: () => lines };
}
