import type { ByteString, Capture } from './capture.ts';

/** A request read from a file. */
export interface ImportedRequest {
  /** µs since 1970 UTC; absent if the file does not say. */
  readonly receivedAtUs?: number;
  /** The file tells seconds only: equal requests of one second are several, not one. */
  readonly isTimeToTheSecond?: true;
  readonly head: ByteString;
  readonly body: Uint8Array;
  readonly peer?: string;
  readonly forwardedPeer?: string;
  /** Its id where it was stored before. */
  readonly id?: string;
  readonly status?: number;
}

export interface ImportOptions {
  /** SHA-256 of a text. */
  readonly hash: (text: string) => Uint8Array;
  /** Of requests whose file does not tell it: µs since 1970 UTC. */
  readonly receivedAtUs: number;
}

/**
 * A function that makes captures of the requests of one file, to be called with each in order. An event that has an id keeps it. Any other
 * gets one that follows from its time and its bytes, so whoever imports the same file again, from wherever, stores nothing twice. Where the
 * file cannot tell equal requests apart, by seconds or by no time at all, it is also the first of them, the second and so on.
 */
export function createImport({
  hash,
  receivedAtUs,
}: ImportOptions): (request: ImportedRequest) => Capture {
  const counts = new RecentCounts();
  return (request) => {
    const { head, body, id, peer, forwardedPeer, status } = request;
    return {
      id: id !== undefined && uuid.test(id) ? id.toLowerCase() : derivedId(request, hash, counts),
      receivedAtUs: request.receivedAtUs ?? receivedAtUs,
      peer: peer ?? '',
      ...(forwardedPeer === undefined ? undefined : { forwardedPeer }),
      origin: 'import',
      answer: { status: status ?? 200 },
      head,
      body,
    };
  };
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function derivedId(
  request: ImportedRequest,
  hash: ImportOptions['hash'],
  counts: RecentCounts,
): string {
  const { receivedAtUs, head, body } = request;
  const first = toUuid8(hash(`${receivedAtUs ?? ''} ${head.length}\n${head}${byteString(body)}`));
  if (receivedAtUs !== undefined && !request.isTimeToTheSecond) return first;
  const before = counts.next(first);
  return before === 0 ? first : toUuid8(hash(`${first} ${before}`));
}

/**
 * How often a key came, as far as it is among the latest. Equal requests of one second lie close together in a log; so forgetting the others
 * costs nothing, and a file of any length may be counted.
 */
class RecentCounts {
  #latest = new Map<string, number>();
  #before: ReadonlyMap<string, number> = new Map<string, number>();

  /** How often it came before. */
  next(key: string): number {
    const count = this.#latest.get(key) ?? this.#before.get(key) ?? 0;
    if (this.#latest.size >= maxCounted) {
      this.#before = this.#latest;
      this.#latest = new Map();
    }
    this.#latest.set(key, count + 1);
    return count;
  }
}

/** Of different requests, in each of two generations: more than a log has in any few seconds. */
const maxCounted = 25_000;

/** A UUID of version 8, whose bits mean what their maker likes (RFC 9562, 5.8). */
function toUuid8(digest: Uint8Array): string {
  let text = '';
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) text += '-';
    const byte = digest[i] ?? 0;
    text += hexOfByte[i === 6 ? 0x80 | (byte & 0x0f) : i === 8 ? 0x80 | (byte & 0x3f) : byte] ?? '';
  }
  return text;
}

const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Part by part, as arguments go through the stack. */
function byteString(bytes: Uint8Array): ByteString {
  let text = '';
  for (let at = 0; at < bytes.length; at += 4096) {
    const codes = bytes.subarray(at, at + 4096);
    text += Reflect.apply(String.fromCharCode, undefined, codes) as string; // What it returns for any codes.
  }
  return text;
}
