import type { Socket } from 'node:net';
import ipaddr from 'ipaddr.js';
import { AppError } from '../errors.ts';

/** An address, IPv4 inside IPv6 already unwrapped. */
export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A list of networks. */
export class Networks {
  readonly #ranges: readonly [Address, number][];

  /**
   * @param cidrs such as `192.0.2.0/24`, `2001:db8::/32`, or a single address
   * @param setting how the list is called where it was set, for the message
   * @throws {AppError} `bad_config` if one is not a network
   */
  constructor(cidrs: readonly string[], setting: string) {
    this.#ranges = cidrs.map((cidr) => parseNetwork(cidr, setting));
  }

  get isEmpty(): boolean {
    return this.#ranges.length === 0;
  }

  has(address: Address): boolean {
    return this.#ranges.some(([network, bits]) => isInNetwork(address, network, bits));
  }
}

/** The other end of a socket; undefined when it has gone already. */
export function addressOf(socket: Pick<Socket, 'remoteAddress'>): Address | undefined {
  return parseAddress(socket.remoteAddress ?? '');
}

/** `192.0.2.1:5060`, `[2001:db8::1]:5060`; IPv4 addresses inside IPv6 ones as IPv4. */
export function formatPeer(address: string | undefined, port: number | undefined): string {
  const parsed = parseAddress(address ?? '');
  if (!parsed) return 'unknown';
  const text = formatAddress(parsed);
  return `${parsed.kind() === 'ipv6' ? `[${text}]` : text}:${port ?? 0}`;
}

/** An address in its usual form. */
export function formatAddress(address: Address): string {
  return address.kind() === 'ipv6'
    ? (address as ipaddr.IPv6).toRFC5952String()
    : address.toString();
}

/**
 * Whom a chain of trusted proxies forwarded for: the rightmost address in X-Forwarded-For that is not itself trusted. What stands left of
 * it was written by that sender and proves nothing. Undefined without such a header, or if what the proxy wrote is not an address.
 */
export function forwardedFor(
  rawHeaders: readonly string[],
  trusted: Networks,
): Address | undefined {
  const entries: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2)
    if (rawHeaders[i]?.toLowerCase() === 'x-forwarded-for')
      entries.push(...(rawHeaders[i + 1] ?? '').split(','));
  let address: Address | undefined;
  for (const entry of entries.reverse()) {
    address = parseAddress(withoutPort(entry.trim()));
    if (!address || !trusted.has(address)) return address;
  }
  return address;
}

function parseAddress(text: string): Address | undefined {
  // ipaddr.js also reads 0x7f.1 and 127.1; only the usual four-part form is what a proxy writes.
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return ipaddr.IPv6.isValid(text) ? ipaddr.process(text) : undefined;
}

function withoutPort(text: string): string {
  const parts = /^\[([^\]]+)\](?::\d+)?$|^([\d.]+):\d+$/.exec(text);
  return parts?.[1] ?? parts?.[2] ?? text;
}

function parseNetwork(cidr: string, setting: string): [Address, number] {
  const [text = '', bits, more] = cidr.trim().split('/');
  const address = parseAddress(text);
  const most = address?.kind() === 'ipv4' ? 32 : 128;
  if (!address || more !== undefined || (bits !== undefined && !/^\d{1,3}$/.test(bits)))
    throw badNetwork(cidr, setting);
  const length = bits === undefined ? most : Number(bits);
  if (length > most) throw badNetwork(cidr, setting);
  return [address, length];
}

function badNetwork(cidr: string, setting: string): AppError {
  return new AppError(
    'bad_config',
    `${setting}: '${cidr}' is not a network. Write an address or a CIDR such as 192.0.2.0/24.`,
  );
}

function isInNetwork(address: Address, network: Address, bits: number): boolean {
  if (address.kind() !== network.kind()) return false;
  return address.match(network, bits);
}
