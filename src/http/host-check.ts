import type { IncomingMessage } from 'node:http';
import { AppError } from '../errors.ts';
import { headerValues } from './header-values.ts';
import { absoluteTarget } from './request-form.ts';

/**
 * Against DNS rebinding: a page of another site may point its own name at this address, but it cannot make the browser send our name as
 * Host. So only names of ours are served. The port does not matter, since forwarded ports differ and a name proves enough.
 * @returns a function that throws `forbidden_host` unless there is one Host header and it, and the host of an absolute target, are allowed
 */
export function createHostCheck(options: {
  /** What the listener is bound to. */
  readonly host: string;
  readonly publicUrl?: string | undefined;
  readonly allowedHosts?: readonly string[] | undefined;
}): (request: Pick<IncomingMessage, 'rawHeaders' | 'url'>) => void {
  const own = ['localhost', '127.0.0.1', '[::1]', bracketed(options.host)];
  const more = [
    ...(options.publicUrl === undefined ? [] : [new URL(options.publicUrl).hostname]),
    ...(options.allowedHosts ?? []).map(bracketed),
  ];
  const allowed = new Set([...own, ...more].map((name) => hostName(name)));
  const isAllowed = (host: string): boolean => {
    const name = hostName(host);
    return name !== undefined && allowed.has(name);
  };
  return (request) => {
    const hosts = headerValues(request, 'host');
    const target = absoluteHost(request.url ?? '');
    if (hosts.length !== 1 || ![...hosts, ...target].every(isAllowed))
      throw new AppError(
        'forbidden_host',
        'The request must name, once, a host this listener knows. More are allowed by --allowed-host or --public-url.',
      );
  };
}

/** The host of an absolute-form target (`GET http://host/path`), which counts more than the Host header: RFC 9112, 3.2.2. */
function absoluteHost(target: string): string[] {
  if (target.startsWith('/') || target === '*') return [];
  return [absoluteTarget.exec(target)?.[1] ?? ''];
}

/** The lower-case name in a Host value, without its port; undefined if it is none, such as one with a user name. */
function hostName(value: string): string | undefined {
  return /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i.exec(value)?.[1]?.toLowerCase();
}

/** An IPv6 address as a Host header writes it. */
function bracketed(host: string): string {
  return /^[\da-f]*:[\da-f.]*:[\da-f:.]*$/i.test(host) ? `[${host}]` : host;
}
