import { encodeForm } from './form-encoding.ts';
import type { PlannedEvent } from './planned-event.ts';

export const sendMethods = ['GET', 'POST'] as const;
export type SendMethod = (typeof sendMethods)[number];

/** A request to be sent byte for byte. All its text is ASCII: what is not is percent-encoded. */
export interface PlannedRequest {
  readonly method: SendMethod;
  readonly target: string;
  /** In order; those that say how the connection is used are left to the sender. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/**
 * The request that tells of an event: its fields stand behind the query that the URL has already, or in the body.
 * @param url of the subscription, `?myid=175` and all; as `URL` it is known to be one
 */
export function toRequest(
  { fields, writing }: Pick<PlannedEvent, 'fields' | 'writing'>,
  { method, url }: { readonly method: SendMethod; readonly url: URL },
): PlannedRequest {
  const form = encodeForm(fields, writing);
  const host = ['Host', url.host] as const;
  const target = url.pathname + url.search;
  if (method === 'GET')
    return { method, target: target + joint(url.search) + form, headers: [host], body: '' };
  return {
    method,
    target,
    headers: [
      host,
      ['Content-Type', writing?.contentType ?? 'application/x-www-form-urlencoded'],
      ['Content-Length', String(form.length)],
    ],
    body: form,
  };
}

function joint(search: string): string {
  if (search === '') return '?';
  return search.endsWith('&') ? '' : '&';
}
