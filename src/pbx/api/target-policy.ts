import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

/** The addresses of a host, in the order in which they are tried. */
export type ResolveHost = (host: string) => Promise<readonly string[]>;

/** Where to connect, or why not. */
export type AllowedTarget =
  { readonly addresses: readonly string[] } | { readonly why: string; readonly isRefused: boolean };

/**
 * Decides where events may go: whoever may subscribe must not get this machine to send to places it can reach and he cannot. A host is allowed if
 * it is named, or if all its addresses are loopback ones. It is asked each time, and what it says is connected to, not the name: a name that
 * changes its address in between gains nothing.
 */
export class TargetPolicy {
  readonly #named: ReadonlySet<string>;
  readonly #resolve: ResolveHost;

  /** @param options.allowed names and addresses that may be sent to */
  constructor(options: { readonly allowed: readonly string[]; readonly resolve?: ResolveHost }) {
    this.#named = new Set(options.allowed.map(plainHost));
    this.#resolve = options.resolve ?? resolveHost;
  }

  /** Never rejects. */
  async find(url: URL): Promise<AllowedTarget> {
    const host = plainHost(url.hostname);
    let addresses: readonly string[];
    try {
      addresses = isIP(host) === 0 ? await this.#resolve(host) : [host];
    } catch {
      if (!this.#named.has(host)) return refused(host);
      return { why: `${host} cannot be looked up`, isRefused: false };
    }
    if (addresses.length === 0) return { why: `${host} has no address`, isRefused: false };
    const isHere = addresses.every((address) => isIn(loopback, address));
    if (isHere && (url.protocol === 'http:' || isLocalName(host))) return { addresses };
    if (!this.#named.has(host)) return refused(host);
    if (isHere) return { addresses };
    const hidden = addresses.find((address) => address !== host && isIn(never, address));
    if (hidden !== undefined)
      return { why: `${host} leads to ${hidden}, which nobody means`, isRefused: true };
    return { addresses };
  }
}

/** With https the name is looked up once more, by whoever connects: it has to be one that only this machine answers for. */
function isLocalName(host: string): boolean {
  return isIP(host) !== 0 || /^(?:.+\.)?localhost$/.test(host);
}

function refused(host: string): AllowedTarget {
  const why = `${host} is not on this machine; --allow-target ${host} would allow it`;
  return { why, isRefused: true };
}

/** Node.js's lists take IPv4 addresses written as IPv6 ones for what they are. */
const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** No name means these: link-local ones (a cloud machine gives out its keys there), all of this machine's, and many at once. */
const never = new BlockList();
never.addSubnet('0.0.0.0', 8, 'ipv4');
never.addSubnet('169.254.0.0', 16, 'ipv4');
never.addSubnet('224.0.0.0', 3, 'ipv4');
never.addAddress('::', 'ipv6');
never.addSubnet('fe80::', 10, 'ipv6');
never.addSubnet('ff00::', 8, 'ipv6');

function isIn(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** Without the brackets of IPv6, the dot at the end that a full name may have, and capitals. */
function plainHost(host: string): string {
  return host
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase();
}

/** IPv4 first: most programs on a developer's machine listen there only. */
async function resolveHost(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true, order: 'ipv4first' });
  return found.map(({ address }) => address);
}
