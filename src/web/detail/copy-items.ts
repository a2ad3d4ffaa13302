import type { ApiEvent } from '../../api/contract.ts';
import type { EventSummary } from '../../api/event.ts';
import type { CopyItem } from './copy-menu.tsx';
import { fetchSnippet, whyNoFetch } from './fetch-snippet.ts';
import { loadBody, loadCurl, loadEvent } from './use-event.ts';

/** What sends an event again. */
export function sendItems({ id, request }: EventSummary): readonly CopyItem[] {
  const refused = whyNoFetch(request.method, request.bodyBytes);
  return [
    {
      name: 'curl',
      note: 'a shell line that sends the same bytes again',
      text: () => loadCurl(id),
    },
    {
      name: 'fetch()',
      note: refused ?? 'the same in JavaScript, for Node',
      isRefused: refused !== undefined,
      text: () => snippetOf(id),
    },
  ];
}

async function snippetOf(id: string): Promise<string> {
  const [event, body] = await Promise.all([loadEvent(id), loadBody(id)]);
  return fetchSnippet({ ...requestOf(event), body, baseUrl: receiverUrl() });
}

function requestOf({
  request,
}: ApiEvent): Pick<ApiEvent['request'], 'method' | 'target' | 'headers'> {
  const { method, target, headers } = request;
  return { method, target, headers };
}

/** The receiver, as the server wrote it into the document. */
function receiverUrl(): string {
  const { exampleUrl = '' } = document.body.dataset;
  return URL.canParse(exampleUrl) ? new URL(exampleUrl).origin : 'http://127.0.0.1:8080';
}
