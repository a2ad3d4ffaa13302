import { shellWord } from '../text/shell-word.ts';

export const methods = ['GET', 'POST'] as const;
export type SubscriptionMethod = (typeof methods)[number];

/** The types a phone should send, in the order in which they happen; the vendor advises IVRs and queues to send `hangup` only. */
export const phoneTypes = ['dial-in', 'dial-out', 'answer', 'hangup'] as const;

/** What the PBX's API takes to send events of one type of one extension. */
export interface Subscription {
  readonly url: string;
  readonly type: string;
  readonly method: SubscriptionMethod;
}

/** The body of the request that subscribes: JSON in one line. */
export function subscriptionJson({ url, type, method }: Subscription): string {
  return JSON.stringify({ url, event_type: type, method });
}

/**
 * The request that subscribes, for a POSIX shell: who pastes it is asked for what only he knows.
 * @param extension its id, or `@` and its name
 */
export function subscriptionCurl(extension: string, subscription: Subscription): string {
  const name = encodeURIComponent(extension).replace(/^%40/, '@');
  return `${curlTo(shellWord(`/api/ver1.0/extension/${name}/event/`))} -d ${shellWord(subscriptionJson(subscription))}`;
}

/** The same for all types of a phone, whose id is asked for too. */
export function phoneCurl(url: string, method: SubscriptionMethod): string {
  const path = `/api/ver1.0/extension/"\${EXTENSION:?its id, such as 175}"/event/`;
  const [before = '', behind = ''] = subscriptionJson({ url, type: '\0', method }).split('\\u0000');
  const json = `${shellWord(before)}"$type"${shellWord(behind)}`;
  return `for type in ${phoneTypes.join(' ')}; do ${curlTo(path)} -d ${json}; done`;
}

function curlTo(path: string): string {
  return `curl "\${PBX:?such as https://pbx.example.com}"${path} -H "Authorization: Bearer \${PBX_TOKEN:?of its API}" -H 'Content-Type: application/json'`;
}

/** The URL that events are to be sent to: that of the example, with nothing in its query but this myid. */
export function urlWithMyid(exampleUrl: string, myid: string): string {
  if (!URL.canParse(exampleUrl)) return exampleUrl;
  const url = new URL(exampleUrl);
  url.search = myid === '' ? '' : new URLSearchParams({ myid }).toString();
  return url.href;
}

/** Whether only programs on the same machine reach a URL. */
export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}
