import { expect, test } from '@jest/globals';
import { announcedRandom, type Random } from '../support/random.ts';
import { byteString, startReceiving, type Receiving } from '../support/receiving.ts';

/**
 * Connections with random mixes of good and raw request lines, whole, in pieces and byte by byte, pipelined and waited for, with bodies
 * that are full of request lines, while the store answers when it likes. Whatever the mix: every request is appended as it was sent, in its
 * order, and answered once. `RINGLOG_FUZZ_CONNECTIONS` sets how many.
 */
const connections = Number(process.env['RINGLOG_FUZZ_CONNECTIONS'] ?? 300);

interface Sent {
  readonly bytes: string;
  readonly head: string;
  readonly body: string;
  readonly isRaw: boolean;
}

const rawBytes = [
  ' ',
  '  ',
  '\t',
  '\xe9',
  '\xc3\xa9',
  '\x01',
  '\x7f',
  ' HTTP/1.1',
  ' HTTP/1.0 ',
  '\x80',
  '"',
];
const goodBytes = ['%20', '?', '&x=', '//', '%zz', '#', 'GET', '/HTTP/1.1', '\\', '{}|^'];
const bodyPieces = [
  'GET /fake HTTP/1.1\r\n\r\n',
  'GET /fake x HTTP/1.1\r\n',
  '\r\n\r\n',
  '\n',
  '0\r\n\r\n',
  'a=b',
  '\0\xff',
  'POST /\xe9 HTTP/1.1\r\nContent-Length: 3\r\n\r\n',
];

function randomRequest(random: Random, id: number): Sent {
  const isRaw = random.chance(0.6);
  let target = `/${id}/`;
  const pieces = random.below(5) + (isRaw ? 1 : 0);
  for (let i = 0; i < pieces; i++)
    target += random.pick(isRaw && (i === 0 || random.chance(0.5)) ? rawBytes : goodBytes) + 'y';
  const method = random.pick(['GET', 'POST', 'PUT', 'DELETE', 'M-SEARCH', 'HEAD']);
  const gap = random.chance(0.05) ? '  ' : ' ';
  const line = `${method}${gap}${target} HTTP/1.1`;
  let headers = random.chance(0.5) ? 'Host: a\r\n' : '';
  const extra = random.below(4);
  for (let i = 0; i < extra; i++) headers += `X-${i}: GET /x y HTTP/1.1\xe9\r\n`;
  if (random.chance(0.1)) headers += 'Connection: Upgrade\r\nUpgrade: x\r\n';
  const kind = method === 'HEAD' ? 0 : random.below(3);
  let body = '';
  if (kind > 0) for (let i = random.below(6); i > 0; i--) body += random.pick(bodyPieces);
  if (random.chance(0.02)) body = body.repeat(500);
  if (kind === 0) body = '';
  const empty = random.chance(0.05) ? '\r\n' : '';
  if (kind < 2) {
    if (kind === 1) headers += `content-length: ${body.length}\r\n`;
    return {
      bytes: `${empty}${line}\r\n${headers}\r\n${body}`,
      head: `${line}\r\n${headers}`,
      body,
      isRaw,
    };
  }
  headers += 'Transfer-Encoding: chunked\r\n';
  const trailers = random.chance(0.3) ? 'T: GET /t u HTTP/1.1\r\n' : '';
  let chunked = '';
  for (let at = 0; at < body.length;) {
    const size = Math.min(body.length - at, 1 + random.below(random.chance(0.5) ? 3 : 200));
    const hex = size.toString(16);
    chunked += `${random.chance(0.2) ? `00${hex.toUpperCase()};a=b;c="d e"` : hex}\r\n`;
    chunked += `${body.slice(at, at + size)}\r\n`;
    at += size;
  }
  return {
    bytes: `${empty}${line}\r\n${headers}\r\n${chunked}0\r\n${trailers}\r\n`,
    head: `${line}\r\n${headers}${trailers && `\r\n${trailers}`}`,
    body,
    isRaw,
  };
}

function split(random: Random, bytes: string): string[] {
  const kind = bytes.length > 20_000 ? 1 : random.below(4);
  if (kind === 0) return [bytes];
  const pieces: string[] = [];
  const most = kind === 1 ? Math.ceil(bytes.length / 2) : kind === 2 ? 60 : 4;
  for (let at = 0; at < bytes.length;) {
    const size = 1 + random.below(most);
    pieces.push(bytes.slice(at, at + size));
    at += size;
  }
  return pieces;
}

async function playConnection(random: Random, receiving: Receiving, id: number): Promise<number> {
  const client = await receiving.connect({ deadlineMs: 20_000 });
  const sent: Sent[] = [];
  let waiting = '';
  for (let i = 1 + random.below(6); i > 0; i--) {
    const request = randomRequest(random, id);
    sent.push(request);
    waiting += request.bytes;
    if (random.chance(0.5) && i > 1) continue;
    await client.writeEach(split(random, waiting));
    waiting = '';
    if (random.chance(0.6)) await answersTo(client, sent);
  }
  const answers = await answersTo(client, sent);
  // By the target and not by the peer: ports come round again.
  const own = receiving.captures.filter(({ head }) => head.includes(` /${id}/`));
  const kept = own.map(({ head, body }) => `${head}\n${byteString(body)}`);
  const ids = own.map((capture) => `200 ${capture.id}`);
  // Not by `toEqual`: it would compare megabytes line by line for minutes.
  if (kept.join() !== sent.map(({ head, body }) => `${head}\n${body}`).join())
    throw new Error(`sent ${show(sent.map(({ bytes }) => bytes))}\nkept ${show(kept)}`);
  if (answers.join() !== ids.join()) throw new Error(`answers ${show(answers)} to ${show(ids)}`);
  await client[Symbol.asyncDispose]();
  return sent.filter(({ isRaw }) => isRaw).length;
}

const show = (texts: readonly string[]): string =>
  JSON.stringify(texts.map((text) => text.slice(0, 3_000)));

/** Answers to HEAD have no body, so they are told apart by their heads alone. */
async function answersTo(
  client: Awaited<ReturnType<Receiving['connect']>>,
  sent: readonly Sent[],
): Promise<string[]> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const found = [...client.received.matchAll(/HTTP\/1\.1 (\d+)[^]*?X-Event-Id: (\S+)/g)];
    if (found.length >= sent.length)
      return found.map(([, status, eventId]) => `${status ?? ''} ${eventId ?? ''}`);
    if (client.isClosed || performance.now() > deadline)
      throw new Error(
        `${found.length} of ${sent.length} answers\nsent ${show(sent.map(({ bytes }) => bytes))}\ngot ${show([client.received])}`,
      );
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

test(
  'good and raw request lines in any mix are kept as sent, in order, and answered once each',
  async () => {
    const random = announcedRandom('request-line fuzz');
    await using receiving = await startReceiving();
    let raw = 0;
    const chance = random.fork();
    receiving.hold();
    const settling = setInterval(() => {
      for (let i = chance.below(30); i > 0; i--) receiving.settle();
    }, 1);
    try {
      let next = 0;
      const play = async (): Promise<void> => {
        while (next < connections) {
          const played = await playConnection(random.fork(), receiving, next++);
          raw += played;
        }
      };
      await Promise.all(Array.from({ length: 8 }, play));
    } finally {
      clearInterval(settling);
      receiving.settleAll();
    }
    expect(receiving.facts).toEqual([]);
    expect(receiving.receiver.counts).toMatchObject({ inFlightBytes: 0, unacknowledged: 0 });
    process.stderr.write(`${receiving.captures.length} requests, ${raw} of them raw\n`);
  },
  Math.max(60_000, connections * 100),
);
