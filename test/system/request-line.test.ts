import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startProgram, temporaryDirectory, type Program } from '../support/program.ts';
import { exchange, type Exchange } from '../support/raw-request.ts';
import { storedEvents, type Stored } from '../support/stored.ts';

/** Request lines that a sender forgot to encode, cut in two at every byte in turn, alone and between requests in order. */

const host = 'Host: a\r\n';
/** `Ш` and `ё` in UTF-8, an umlaut in Latin-1, blanks, a tab, and a blank before the version. */
const rawRequests = [
  `GET /fordel/show.php?myid=175&CallerIDName=\xd0\xa8\xd1\x91 x HTTP/1.1\r\n${host}\r\n`,
  `POST /a b\t\xfc  HTTP/1.1\r\n${host}Content-Length: 9\r\n\r\nGET / x\r\n`,
  `POST /\x01\x7f HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n5\r\nGET /\r\n3\r\n x \r\n0\r\n\r\n`,
] as const;
const good = [
  `GET /good?n=1 HTTP/1.1\r\n${host}\r\n`,
  // A body that looks like the line to repair, and ends without a line end.
  `POST /good HTTP/1.1\r\n${host}Content-Length: 22\r\n\r\nGET /\xff x HTTP/1.1\r\n\r\nz`,
] as const;

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

/** What must be stored of a request: its head and its body, chunks put together. */
function expected(request: string): { head: string; body: string } {
  const end = request.indexOf('\r\n\r\n');
  const body = request.slice(end + 4);
  const isChunked = request.includes('chunked');
  return { head: request.slice(0, end + 2), body: isChunked ? 'GET / x ' : body };
}

function kept({ head, body }: Stored): { head: string; body: string } {
  return { head, body: body.toString('latin1') };
}

interface Attempt {
  readonly requests: readonly string[];
  readonly chunks: readonly string[];
  readonly waitAfter?: readonly { chunk: number; answers: number }[];
}

/** Every way to cut the raw request in two: alone, after an answered one and before another, and all pipelined. */
function attempts(raw: string): Attempt[] {
  return Array.from({ length: raw.length - 1 }, (_, i) => i + 1).flatMap((at) => {
    const [first, second] = [raw.slice(0, at), raw.slice(at)];
    return [
      { requests: [raw], chunks: [first, second] },
      {
        requests: [good[0], raw, good[1]],
        chunks: [good[0], first, second, good[1]],
        waitAfter: [
          { chunk: 0, answers: 1 },
          { chunk: 2, answers: 2 },
        ],
      },
      {
        requests: [good[1], raw, good[0], raw, good[1]],
        chunks: [`${good[1]}${first}`, `${second}${good[0]}${first}`, `${second}${good[1]}`],
      },
    ];
  });
}

test.each(rawRequests)(
  'serves %j cut at any byte, on a new connection, a kept one and pipelined, and every neighbour of it',
  async (raw) => {
    const waiting = attempts(raw);
    expect(waiting.length).toBeGreaterThan(150);
    const done: { attempt: Attempt; seen: Exchange }[] = [];
    const worker = async (): Promise<void> => {
      for (let attempt = waiting.shift(); attempt; attempt = waiting.shift())
        done.push({
          attempt,
          seen: await exchange(program.receiverUrl, attempt.chunks, {
            answers: attempt.requests.length,
            waitAfter: attempt.waitAfter ?? [],
          }),
        });
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    const stored = await storedEvents(program);
    const byPeer = Map.groupBy(stored.values(), ({ peer }) => peer);
    const wrong = done.filter(({ attempt, seen }) => {
      const events = seen.answers
        .map(({ eventId }) => stored.get(eventId))
        .filter((event) => !!event);
      const own = byPeer.get(seen.peer) ?? [];
      return (
        JSON.stringify(events.map(kept)) !== JSON.stringify(attempt.requests.map(expected)) ||
        JSON.stringify(own.map(({ id }) => id)) !== JSON.stringify(events.map(({ id }) => id))
      );
    });
    expect(wrong.map(({ attempt, seen }) => [attempt.chunks, seen.received])).toEqual([]);
  },
  60_000,
);

test('a byte at a time is as good', async () => {
  const requests = [...good, ...rawRequests, ...rawRequests, ...good];
  const { answers } = await exchange(program.receiverUrl, Array.from(requests.join('')), {
    answers: requests.length,
    chunkPauseMs: 1,
  });
  const stored = await storedEvents(program);
  const events = answers.flatMap(({ eventId }) => stored.get(eventId) ?? []);
  expect(events.map(kept)).toEqual(requests.map(expected));
});
