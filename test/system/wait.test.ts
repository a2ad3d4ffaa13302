import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { EventSummary } from '../../src/api/event.ts';
import type { Problem } from '../../src/api/problem.ts';
import { sendTargets } from '../support/bulk-sender.ts';
import { eventTarget } from '../support/call-events.ts';
import { listEvents } from '../support/listed-events.ts';
import { startProgram, temporaryDirectory, within, type Program } from '../support/program.ts';
import { announcedRandom } from '../support/random.ts';
import { encodeFields } from '../support/sample-b.ts';

const quiet = ['--event-log', 'off', '--log-level', 'warn'];

interface Answered {
  readonly events: readonly EventSummary[];
  readonly cursor: string;
}

async function cursorOf(program: Program): Promise<string> {
  return ((await (await program.ask('/api/v1/cursor')).json()) as { cursor: string }).cursor;
}

async function send(program: Program, fields: Record<string, string>): Promise<string> {
  const query = encodeFields(fields);
  const response = await fetch(`${program.receiverUrl}/fordel/show.php?myid=175&${query}`);
  expect(response.status).toBe(200);
  await response.text();
  return response.headers.get('x-event-id') ?? '';
}

function wait(program: Program, asked: Record<string, string>): Promise<Response> {
  return program.ask(`/api/v1/wait?${new URLSearchParams(asked).toString()}`);
}

async function waitFor(program: Program, asked: Record<string, string>): Promise<Answered> {
  const response = await wait(program, asked);
  expect({ asked, status: response.status }).toEqual({ asked, status: 200 });
  return (await response.json()) as Answered;
}

/** Events of others, as many as the server takes from one connection at a time, until stopped. */
function startBackground(program: Program): { stop(): Promise<void> } {
  let isStopped = false;
  let n = 0;
  const targets: Iterator<string> = {
    next: () => (isStopped ? { done: true, value: '' } : { value: eventTarget(n++) }),
  };
  const ended = sendTargets(program.receiverUrl, targets, { connections: 2, ahead: 4 });
  return {
    stop: async () => {
      isStopped = true;
      await within(ended, () => 'the background does not end');
      expect(n).toBeGreaterThan(100);
    },
  };
}

/** What a run asked for, and got. */
interface Run {
  readonly after: string;
  readonly count: number;
  readonly fits: (event: EventSummary) => boolean;
  readonly answer: Answered;
}

/** Exactly the first that fit after the cursor: none of them missed, none of them from before it. */
function expectFirstMatches(runs: readonly Run[], listed: readonly EventSummary[]): void {
  const placeOf = new Map(listed.map(({ cursor }, place) => [cursor, place]));
  for (const { after, count, fits, answer } of runs) {
    const from = after === '' ? 0 : (placeOf.get(after) ?? NaN) + 1;
    const expected: string[] = [];
    for (let i = from; expected.length < count && i < listed.length; i++) {
      const event = listed[i];
      if (event && fits(event)) expected.push(event.cursor);
    }
    expect(answer.events.map(({ cursor }) => cursor)).toEqual(expected);
    expect(answer.cursor).toBe(expected.at(-1));
  }
}

test('500 times cursor, send, wait under load: nothing is missed, and nothing from before the cursor is given', async () => {
  using directory = temporaryDirectory();
  await using program = await startProgram({ data: join(directory.path, 'data'), args: quiet });
  const random = announcedRandom('wait');
  const background = startBackground(program);
  const runs: Run[] = [];
  const waitsMs: number[] = [];
  const run = async (n: number): Promise<void> => {
    const key = `own-${n}.`;
    const callId = n.toString(16).padStart(32, 'f');
    const own = random.chance(0.6);
    const count = own ? 1 : 1 + random.below(3);
    const [q, fits] = own
      ? random.pick<readonly [string, Run['fits']]>([
          [`call:${callId}`, (event) => event.callId === callId],
          [`f.Tag:${key}`, ({ fields }) => fields['Tag'] === key],
          [`num:8800${String(n).padStart(7, '0')}`, ({ callId: other }) => other === callId],
          [`"вызов ${n}x"`, ({ callId: other }) => other === callId],
        ])
      : random.pick<readonly [string, Run['fits']]>([
          ['type:answer', ({ type }) => type === 'answer'],
          ['', () => true],
          ['-type:dial-in', ({ type }) => type !== 'dial-in'],
          ['петров', ({ fields }) => fields['CallerIDName'] === 'Иван Петров'],
        ]);
    const after = await cursorOf(program);
    const act = (): Promise<string> =>
      send(program, {
        EventType: 'answer',
        CallID: callId,
        CallerIDNum: `8800${String(n).padStart(7, '0')}`,
        CallerIDName: `Вызов ${n}x`,
        Tag: key,
      });
    const asked = { q, after, count: String(count), timeout: '20s' };
    const isFirst = random.chance(0.3);
    const waiting = isFirst ? waitFor(program, asked) : undefined;
    const id = await act();
    const sentAt = performance.now();
    const answer = await (waiting ?? waitFor(program, asked));
    waitsMs.push(performance.now() - sentAt);
    // What only its own event fits is answered by that one.
    expect(own ? answer.events.map((event) => event.id) : [id]).toEqual([id]);
    runs.push({ after, count, fits, answer });
  };
  const numbers = Array.from({ length: 500 }, (_, n) => n).values();
  const runOneByOne = async (): Promise<void> => {
    for (const n of numbers) await run(n);
  };
  await Promise.all([runOneByOne(), runOneByOne(), runOneByOne(), runOneByOne()]);
  await background.stop();
  expect(runs).toHaveLength(500);
  expectFirstMatches(runs, await listEvents(program));
  process.stderr.write(
    `wait: answered at most ${Math.max(...waitsMs).toFixed(0)} ms after the act\n`,
  );
}, 120_000);

test('without a cursor what is stored counts, too, and a wait of no time finds what is stored', async () => {
  using directory = temporaryDirectory();
  await using program = await startProgram({ data: join(directory.path, 'data'), args: quiet });
  const start = await cursorOf(program);
  const ids = [];
  for (const EventType of ['dial-in', 'answer', 'hangup', 'answer'])
    ids.push(await send(program, { EventType }));
  const newest = await waitFor(program, { q: 'type:answer', count: '1' });
  expect(newest.events.map(({ id }) => id)).toEqual([ids[3]]);
  const both = await waitFor(program, { q: 'type:answer', count: '2' });
  expect(both.events.map(({ id }) => id)).toEqual([ids[1], ids[3]]);
  for (let i = 0; i < 20; i++) {
    const asked = { q: 'type:answer', after: start, count: '2', timeout: '0ms' };
    const atOnce = await waitFor(program, asked);
    expect(atOnce.events.map(({ id }) => id)).toEqual([ids[1], ids[3]]);
  }

  const more = waitFor(program, { q: 'type:answer', count: '4' });
  ids.push(
    await send(program, { EventType: 'answer' }),
    await send(program, { EventType: 'answer' }),
  );
  expect((await more).events.map(({ id }) => id)).toEqual([ids[1], ids[3], ids[4], ids[5]]);
}, 60_000);

test('where nothing matches a wait ends with its time, and names what came nearest', async () => {
  using directory = temporaryDirectory();
  await using program = await startProgram({ data: join(directory.path, 'data'), args: quiet });
  const background = startBackground(program);
  const run = async (n: number): Promise<void> => {
    const callId = n.toString(16).padStart(32, 'e');
    const after = await cursorOf(program);
    const id = await send(program, { EventType: 'hangup', CallID: callId, CallStatus: 'BUSY' });
    const askedAt = performance.now();
    const q = `call:${callId} type:answer status:ANSWER,BUSY`;
    const response = await wait(program, { q, after, timeout: '300ms' });
    expect(performance.now() - askedAt).toBeGreaterThanOrEqual(290);
    expect(performance.now() - askedAt).toBeLessThan(3_000);
    expect(response.status).toBe(406);
    const problem = (await response.json()) as Problem;
    expect(problem).toMatchObject({ code: 'no_match', matched: 0 });
    const [nearest, ...others] = problem.nearest ?? [];
    expect({ id: nearest?.event.id, missed: nearest?.missed }).toEqual({
      id,
      missed: ['type:answer'],
    });
    for (const { missed } of others) expect(missed.length).toBeGreaterThanOrEqual(1);
  };
  await Promise.all(Array.from({ length: 12 }, (_, n) => run(n)));
  await background.stop();
}, 60_000);
