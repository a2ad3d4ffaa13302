import type { IncomingMessage } from 'node:http';
import { headerValues } from './header-values.ts';

/** Scheme and authority of an absolute-form target; whatever else stands before a path is no host of ours. */
export const absoluteTarget = /^https?:\/\/([^/?#\\]*)/i;

/** The target as clients that use no proxy send it: path and query only. Nothing else about it changes. */
export function originForm(target: string): string {
  const rest = target.replace(absoluteTarget, '');
  return rest.startsWith('/') || rest === '*' ? rest : `/${rest}`;
}

/** Whether a request announces a body, by the two ways HTTP/1 has. */
export function hasBody(request: Pick<IncomingMessage, 'rawHeaders'>): boolean {
  return (
    headerValues(request, 'transfer-encoding').length > 0 ||
    headerValues(request, 'content-length').some((length) => !/^0+$/.test(length))
  );
}
