import { isIP } from 'node:net';
import { AppError } from './errors.ts';

/**
 * What the text of a setting may say, one parser a kind of value. Each throws a plain sentence of what is allowed; whoever knows the
 * setting's name puts it in front.
 */

/** Where a listener listens. */
export interface HostPort {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

/** `127.0.0.1:8080`, `[::1]:0`, or `:8080` for all addresses. A port alone is refused: which addresses are meant matters too much. */
export function parseHostPort(text: string): HostPort {
  const match = /^(?<host>\[[0-9a-fA-F:.]+\]|[^:\s[\]]*):(?<port>\d{1,5})$/.exec(text);
  const port = Number(match?.groups?.['port']);
  if (!match || port > 65_535)
    throw allowed('HOST:PORT, for example 127.0.0.1:8080, [::1]:8080, or :8080 for all addresses');
  const host = match.groups?.['host'] ?? '';
  return { host: host === '' ? '::' : host.replace(/^\[(.*)\]$/, '$1'), port };
}

const durationUnits = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `500ms`, `30s`, `5m`, `2h` or `30d`, in ms. */
export function parseDurationMs(text: string): number {
  const ms = durationMs(text);
  if (ms === undefined) throw allowed('a number with ms, s, m, h or d, for example 30s');
  return ms;
}

function durationMs(text: string): number | undefined {
  const match = /^(?<count>\d{1,9}(?:\.\d{1,3})?)(?<unit>ms|s|m|h|d)$/.exec(text);
  const unit = match?.groups?.['unit'] as keyof typeof durationUnits | undefined;
  if (!unit) return undefined;
  return Math.round(Number(match?.groups?.['count']) * durationUnits[unit]);
}

/** The widest span retention may be given; beyond it a typing error is likelier than a wish. */
const maxKeepMs = 100 * 365 * durationUnits.d;

/** `forever`, or a duration of at least a minute, in ms. */
export function parseKeep(text: string): number | 'forever' {
  if (text === 'forever') return text;
  const ms = durationMs(text) ?? 0;
  if (ms < 60_000 || ms > maxKeepMs)
    throw allowed('forever, or from 1m to 36500d, for example 30d');
  return ms;
}

const sizeUnits = { B: 1, KiB: 1 << 10, MiB: 1 << 20 };

/** `4096`, `512KiB` or `1MiB`, in bytes; 1 B to 32 MiB: half of what may be in flight, so that it can ever be received. */
export function parseBodyBytes(text: string): number {
  const match = /^(?<count>\d{1,9})(?<unit>B|KiB|MiB)?$/.exec(text);
  const unit = (match?.groups?.['unit'] ?? 'B') as keyof typeof sizeUnits;
  const bytes = Number(match?.groups?.['count']) * sizeUnits[unit];
  if (!match || bytes < 1 || bytes > 32 * sizeUnits.MiB)
    throw allowed('a size from 1B to 32MiB, for example 512KiB');
  return bytes;
}

/** A path that begins with a slash and has nothing to encode: it is compared byte by byte. */
export function parsePathPrefix(text: string): string {
  if (!/^\/[\w\-.~!$&'()*+,;=:@%/]*$/.test(text) || text.length > 1024)
    throw allowed('a path such as /fordel, encoded as it will be sent');
  return text.length > 1 ? text.replace(/\/+$/, '') : text;
}

/** IP addresses and CIDRs. */
export function parseNetworks(text: string): readonly string[] {
  const networks = parseList(text);
  for (const network of networks)
    if (!isNetwork(network))
      throw allowed('addresses or networks with commas between, for example 10.0.0.0/8,192.0.2.7');
  return networks;
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
  );
}

/** Host names without port. */
export function parseHosts(text: string): readonly string[] {
  const hosts = parseList(text);
  for (const host of hosts)
    if (!/^([A-Za-z0-9_.-]+|\[[0-9a-fA-F:.]+\])$/.test(host))
      throw allowed('host names with commas between, without port');
  return hosts;
}

function parseList(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** An http or https URL without user, query and fragment; the trailing slash goes. */
export function parseBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash)
    throw allowed('an http:// or https:// URL without user, query and fragment');
  return url.href.replace(/\/+$/, '');
}

/** 32 to 256 characters that survive headers, shells and files. A shorter token could be guessed. */
export function parseToken(text: string): string {
  if (!/^[\w-]{32,256}$/.test(text))
    throw allowed('32 to 256 letters, digits, - and _, as `ringlog token` prints it');
  return text;
}

export function oneOf<const T extends string>(...words: readonly T[]): (text: string) => T {
  return (text) => {
    const word = words.find((candidate) => candidate === text);
    if (word === undefined) throw allowed(words.join(', '));
    return word;
  };
}

/** A whole number in a range. */
export function parseCount(least: number, most: number): (text: string) => number {
  return (text) => {
    const count = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    if (count < least || count > most) throw allowed(`a whole number from ${least} to ${most}`);
    return count;
  };
}

/** A cursor as the API gives them, which is opaque; empty: the very start. */
export function parseCursor(text: string): string {
  if (!/^[\w.~-]{0,128}$/.test(text)) throw allowed('a cursor as "ringlog cursor" prints it');
  return text;
}

/** Anything but nothing. */
export function parseText(text: string): string {
  if (text === '' || text.includes('\0')) throw allowed('a text that is not empty');
  return text;
}

export function parseSwitch(text: string): boolean {
  return oneOf('true', 'false')(text) === 'true';
}

/** @throws {AppError} `bad_config` for settings of `serve` that each are right, but not together */
export function refuseContradictions({
  auth,
  inspect,
  receive,
}: {
  readonly auth: 'token' | 'off';
  readonly inspect: HostPort;
  readonly receive: HostPort;
}): void {
  if (auth === 'off' && !isLoopback(inspect.host))
    throw new AppError(
      'bad_config',
      `--auth off would show all data to whoever reaches ${inspect.host}; allowed only when --inspect is a loopback address.`,
    );
  if (inspect.port !== 0 && inspect.port === receive.port && inspect.host === receive.host)
    throw new AppError('bad_config', '--receive and --inspect need two different ports.');
}

/** Whether only this machine reaches the address. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** The error of a parser: what a value may be. */
export function allowed(what: string): AppError {
  return new AppError('bad_config', `allowed: ${what}`);
}
