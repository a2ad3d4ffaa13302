import { allowed, parseDurationMs } from './setting-values.ts';

/** What the text of a setting of `play` may say, one parser a kind of value, as in `setting-values.ts`. */

/** An http or https URL without user and fragment. */
export function parseReceiverUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.hash)
    throw allowed('an http:// or https:// URL without user and fragment');
  return url;
}

/** `max`, or how many times as fast. */
export function parseSpeed(text: string): number | 'max' {
  return text === 'max' ? text : parsePositive(text, 'max, or a number such as 1, 10 or 0.5');
}

/** `max`, or how many a second: `20` or `20/s`. */
export function parseRate(text: string): number | 'max' {
  if (text === 'max') return text;
  return parsePositive(text.replace(/\/s$/, ''), 'max, or how many a second, for example 20');
}

function parsePositive(text: string, what: string): number {
  const value = /^\d{1,6}(\.\d{1,3})?$/.test(text) ? Number(text) : 0;
  if (value === 0) throw allowed(what);
  return value;
}

/** 0 to 2^53 - 1. */
export function parseSeed(text: string): number {
  const seed = /^\d{1,16}$/.test(text) ? Number(text) : -1;
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw allowed(`a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`);
  return seed;
}

/** `now`, or µs since 1970 UTC of a date and time; without a zone it is this machine's. */
export function parseStart(text: string): number | 'now' {
  if (text === 'now') return text;
  const match =
    /^(?<second>\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?)(\.(?<fraction>\d{1,6}))?(?<zone>Z|[+-]\d\d:\d\d)?$/i.exec(
      text.replace(' ', 'T'),
    )?.groups;
  const second = match?.['second'] ?? '';
  const ms = Date.parse(second + (match?.['zone'] ?? ''));
  // It takes 30 February for 2 March.
  const asUtc = new Date(Date.parse(`${second}Z`) || 0).toISOString();
  if (Number.isNaN(ms) || ms < 0 || ms > lastStartMs || !asUtc.startsWith(second.toUpperCase()))
    throw allowed('now, or a date and time from 1970 to 2199, for example 2026-11-22T10:00:00Z');
  return ms * 1_000 + Number((match?.['fraction'] ?? '').padEnd(6, '0'));
}

/** Later times do not fit into whole µs without loss. */
const lastStartMs = Date.UTC(2199, 11, 31);

/** `5%` or `0.05`. */
export function parseShare(text: string): number {
  const match = /^(?<number>\d{1,3}(\.\d{1,6})?)(?<percent>%)?$/.exec(text)?.groups;
  const share = Number(match?.['number'] ?? NaN) / (match?.['percent'] === undefined ? 1 : 100);
  if (!(share >= 0 && share <= 1)) throw allowed('a share, for example 5% or 0.05');
  return share;
}

/** Values by name, of lines `NAME=VALUE`: one for each time the flag is given. */
export function parseAssignments(text: string): Readonly<Record<string, string>> {
  if (text === '') return {};
  const pairs = text.split('\n').map((line) => {
    const at = line.indexOf('=');
    if (at < 1) throw allowed('NAME=VALUE, for example CallerIDNum=+79161112233');
    return [line.slice(0, at), line.slice(at + 1)] as const;
  });
  return Object.fromEntries(pairs);
}

/** `hangup:30s`: a type of event and how long, at most 10 minutes. */
export function parseDelay(text: string): { readonly type: string; readonly byMs: number } {
  const [type = '', span = '', ...more] = text.split(':');
  if (type === '' || span === '' || more.length > 0)
    throw allowed('a type of event and how long, for example hangup:30s');
  const byMs = parseDurationMs(span);
  if (byMs > maxDelayMs) throw allowed('a delay of at most 10m');
  return { type, byMs };
}

const maxDelayMs = 600_000;

/** What may stand in a header. */
export function parseContentType(text: string): string {
  if (!/^[!-~][ -~]{0,99}$/.test(text)) throw allowed('a media type, for example text/plain');
  return text;
}
