import { ask, type Answered } from './inspector.ts';

export type Header = readonly [string, string];
export const host: Header = ['Host', 'localhost'];
export const ownPage: Header = ['Origin', 'http://localhost'];
export const sessionPath = '/api/v1/session';

/** Posts what a page would post to log in. */
export function logIn(
  url: string,
  body: unknown,
  headers: readonly Header[] = [host, ownPage],
): Promise<Answered> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const length = String(Buffer.byteLength(text));
  return ask(url, sessionPath, {
    method: 'POST',
    body: text,
    headers: [...headers, ['Content-Type', 'application/json'], ['Content-Length', length]],
  });
}

/** As a browser would send it back. */
export function cookieOf(answer: Answered): Header {
  const [cookie = ''] = answer.headers['set-cookie'] ?? [];
  return ['Cookie', cookie.split(';')[0] ?? ''];
}

/** The code in a link as `serve` prints it. */
export function codeOf(loginUrl: string | undefined): string {
  return /^http:\/\/127\.0\.0\.1:\d+\/#login=([\w-]{43})$/.exec(loginUrl ?? '')?.[1] ?? '';
}

/** What the session says to these headers. */
export async function sessionOf(url: string, ...headers: readonly Header[]): Promise<unknown> {
  const answer = await ask(url, sessionPath, { headers: [host, ...headers] });
  return JSON.parse(answer.text);
}

/** A clock that stands still until it is moved. */
export function clock(): { nowUs: () => number; advance: (seconds: number) => void } {
  let us = 1_800_000_000_000_000;
  return { nowUs: () => us, advance: (seconds) => (us += seconds * 1e6) };
}
