import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startProgram, temporaryDirectory, type Program } from '../support/program.ts';
import { exchange, type Exchange } from '../support/raw-request.ts';
import { refusalsOf, storedEvents, type Stored } from '../support/stored.ts';

/** Every limit of a request, just below, at and just above: kept whole, or refused with a trace. Never cut. */

const kib = 1 << 10;
const mib = 1 << 20;

let directory: ReturnType<typeof temporaryDirectory>;
let program: Program;

beforeAll(async () => {
  directory = temporaryDirectory();
  program = await startProgram({
    data: join(directory.path, 'data'),
    args: ['--event-log', 'off'],
  });
});

afterAll(async () => {
  await program[Symbol.asyncDispose]();
  directory[Symbol.dispose]();
});

const parse = (bytes: string): { head: string; body: string } => {
  const end = bytes.indexOf('\r\n\r\n');
  return { head: bytes.slice(0, end + 2), body: bytes.slice(end + 4) };
};

/** The one event of an exchange that was answered 200. */
async function keptOf(seen: Exchange, by = program): Promise<Stored> {
  expect(seen.answers.map(({ status }) => status)).toEqual([200]);
  const event = (await storedEvents(by)).get(seen.answers[0]?.eventId ?? '');
  if (!event) throw new Error('answered 200 and not stored');
  return event;
}

/** Whether a request was kept, all of it; the other way is a refusal with this status, a fact, and nothing stored. */
async function isKept(
  bytes: string,
  refusal: { status: number; reason: string },
): Promise<boolean> {
  const seen = await exchange(program.receiverUrl, [bytes]);
  const [answer] = seen.answers;
  if (answer?.status === 200) {
    const { head, body } = await keptOf(seen);
    const sent = parse(bytes);
    expect(head === sent.head).toBe(true);
    expect(body.toString('latin1') === sent.body).toBe(true);
    return true;
  }
  expect(answer?.status).toBe(refusal.status);
  const facts = await refusalsOf(program, seen.peer);
  expect(facts).toMatchObject([refusal]);
  const events = [...(await storedEvents(program)).values()];
  expect(events.filter(({ peer }) => peer === seen.peer)).toEqual([]);
  return false;
}

/** The largest size that is kept: every size tried below it is kept whole, and every one above it refused. */
async function boundary(
  request: (size: number) => string,
  [low, high]: readonly [number, number],
): Promise<number> {
  const refusal = { status: 431, reason: 'head_too_large' };
  expect(await isKept(request(low), refusal)).toBe(true);
  expect(await isKept(request(high), refusal)).toBe(false);
  let [kept, refused] = [low, high];
  while (refused - kept > 1) {
    const middle = Math.floor((kept + refused) / 2);
    if (await isKept(request(middle), refusal)) kept = middle;
    else refused = middle;
  }
  return kept;
}

const oneHeader = (size: number): string =>
  `GET / HTTP/1.1\r\nHost: a\r\nX: ${'h'.repeat(size - 32)}\r\n\r\n`;
const manyHeaders = (size: number): string => {
  const line = 'X-Header: value\r\n';
  const start = `GET / HTTP/1.1\r\nHost: a\r\n`;
  const count = Math.floor((size - start.length - 20) / line.length);
  const rest = size - start.length - 2 - count * line.length;
  return `${start}${line.repeat(count)}Y: ${'h'.repeat(rest - 5)}\r\n\r\n`;
};
const longTarget = (size: number): string =>
  `GET /${'t'.repeat(size - 27)} HTTP/1.1\r\nHost: a\r\n\r\n`;
const rawTarget = (size: number): string =>
  `GET /${'\xfc'.repeat(size - 27)} HTTP/1.1\r\nHost: a\r\n\r\n`;

test.each([
  ['one long header', oneHeader],
  ['a long target', longTarget],
  ['a long target that needs repair', rawTarget],
  ['many headers', manyHeaders],
] as const)(
  'a head of 32 KiB in %s is kept whole, and beyond it refused with 431',
  async (_name, request) => {
    expect(request(20_000)).toHaveLength(20_000);
    const kept = await boundary(request, [24 * kib, 48 * kib]);
    // The parser counts neither line ends nor separators, so the head itself may be somewhat larger.
    expect(kept).toBeGreaterThanOrEqual(32 * kib - 64);
    expect(kept).toBeLessThanOrEqual(48 * kib);
    const refusal = { status: 431, reason: 'head_too_large' };
    for (const delta of [-1, 0]) expect(await isKept(request(kept + delta), refusal)).toBe(true);
    for (const delta of [1, 2]) expect(await isKept(request(kept + delta), refusal)).toBe(false);
  },
  60_000,
);

test.each([999, 1_000, 1_001, 3_000])(
  '%i headers are kept, all of them, in order',
  async (count) => {
    const headers = Array.from({ length: count }, (_, i) => `x${i}: ${i % 7}\r\n`).join('');
    const bytes = `GET / HTTP/1.1\r\nHost: a\r\n${headers}\r\n`;
    const event = await keptOf(await exchange(program.receiverUrl, [bytes]));
    expect(event.head === parse(bytes).head).toBe(true);
    expect(event.view.request.headers).toHaveLength(count + 1);
    expect(event.view.request.headers.at(-1)).toEqual([`x${count - 1}`, `${(count - 1) % 7}`]);
  },
);

function withLength(body: string): string {
  return `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

function withChunks(body: string, size: number): string {
  let sent = `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`;
  for (let at = 0; at < body.length; at += size) {
    const chunk = body.slice(at, at + size);
    sent += `${chunk.length.toString(16)}\r\n${chunk}\r\n`;
  }
  return `${sent}0\r\n\r\n`;
}

/** Not all the same, so that a body put together in the wrong order would show. */
const bodyOf = (bytes: number): string =>
  Array.from({ length: Math.ceil(bytes / 8) }, (_, i) => i.toString(16).padStart(8, '\xe0'))
    .join('')
    .slice(0, bytes);

test.each([0, 1, mib - 1, mib])(
  'a body of %i bytes is kept, by length and in chunks',
  async (bytes) => {
    const body = bodyOf(bytes);
    for (const sent of [withLength(body), withChunks(body, 60_000), withChunks(body, mib)]) {
      const event = await keptOf(await exchange(program.receiverUrl, [sent]));
      expect(event.body.toString('latin1') === body).toBe(true);
    }
  },
);

test.each([1, 2, 64 * kib])(
  'a body of %i bytes more than 1 MiB is refused with 413 and a fact',
  async (more) => {
    const body = bodyOf(mib + more);
    for (const sent of [withLength(body), withChunks(body, 60_000), withChunks(body, mib + more)])
      expect(await isKept(sent, { status: 413, reason: 'body_too_large' })).toBe(false);
  },
);

test('a length that is too large is refused before the body comes', async () => {
  const sent = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${100 * mib}\r\n\r\n`;
  expect(await isKept(sent, { status: 413, reason: 'body_too_large' })).toBe(false);
});

test('chunks of one byte each are put together', async () => {
  const body = bodyOf(20_000);
  const event = await keptOf(await exchange(program.receiverUrl, [withChunks(body, 1)]));
  expect(event.body.toString('latin1') === body).toBe(true);
});

test('--max-body moves the limit to the byte', async () => {
  using own = temporaryDirectory();
  await using small = await startProgram({
    data: join(own.path, 'data'),
    args: ['--max-body', '100', '--event-log', 'off'],
  });
  for (const make of [withLength, (body: string) => withChunks(body, 7)]) {
    const event = await keptOf(await exchange(small.receiverUrl, [make(bodyOf(100))]), small);
    expect(event.body.toString('latin1')).toBe(bodyOf(100));
    const over = await exchange(small.receiverUrl, [make(bodyOf(101))]);
    expect(over.answers.map(({ status }) => status)).toEqual([413]);
    expect(await refusalsOf(small, over.peer)).toMatchObject([{ reason: 'body_too_large' }]);
  }
  expect((await storedEvents(small)).size).toBe(2);
});

test('a target of 30 KiB is kept and shown', async () => {
  const target = `/fordel/show.php?myid=175&CallID=${'x'.repeat(30 * kib - 33)}`;
  const event = await keptOf(
    await exchange(program.receiverUrl, [`GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`]),
  );
  expect(event.view.request.target).toBe(target);
  expect(event.view.callId).toHaveLength(30 * kib - 33);
});

test.each([1_000, 1_001, 5_000])(
  '%i pairs of a query and of a form are kept in order',
  async (count) => {
    const pairs = Array.from({ length: count }, (_, i): [string, string] => [i.toString(36), '']);
    const text = pairs.map(([name]) => `${name}=`).join('&');
    const query = await keptOf(
      await exchange(program.receiverUrl, [`GET /?${text} HTTP/1.1\r\nHost: a\r\n\r\n`]),
    );
    expect(query.view.request.query).toEqual(pairs);
    expect(Object.keys(query.view.fields)).toHaveLength(count);
    const form = await keptOf(await exchange(program.receiverUrl, [withLength(text)]));
    expect(form.view.request.form).toEqual(pairs);
  },
);

test('brackets stay a part of the name, however deep, and a repeated myid is all there', async () => {
  const deep = `a${'[b]'.repeat(3_000)}`;
  const target = `/?myid=1&${deep}=x&myid=2&a[]=1&a[]=2&__proto__[x]=1&constructor[prototype][y]=2&myid=175`;
  const { view } = await keptOf(
    await exchange(program.receiverUrl, [`GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`]),
  );
  expect(view.myid).toBe('175');
  expect(view.request.query).toEqual([
    ['myid', '1'],
    [deep, 'x'],
    ['myid', '2'],
    ['a[]', '1'],
    ['a[]', '2'],
    ['__proto__[x]', '1'],
    ['constructor[prototype][y]', '2'],
    ['myid', '175'],
  ]);
});
