import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { EventSummary } from '../../src/api/event.ts';
import { startProgram, temporaryDirectory, type Program } from '../support/program.ts';
import { encodeFields, sampleB } from '../support/sample-b.ts';
import { newStreamState, openStream } from '../support/stream-reader.ts';
import { until } from '../support/until.ts';

const url = '/fordel/show.php?myid=175';

/** Sends one event; resolves with its id. */
async function send(program: Program, query: string, body?: string): Promise<string> {
  const response = await fetch(
    `${program.receiverUrl}${url}${query}`,
    body === undefined ? {} : { method: 'POST', body },
  );
  expect(response.status).toBe(200);
  await response.text();
  return response.headers.get('x-event-id') ?? '';
}

/** The six of the sample, as GET and as POST, and a call whose caller is named by a number that stands nowhere else. */
async function sendSample(program: Program): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const fields of sampleB) ids.push(await send(program, `&${encodeFields(fields)}`));
  for (const fields of sampleB) ids.push(await send(program, '', encodeFields(fields)));
  const named = { EventType: 'dial-in', CallerIDName: '+7 (495) 123-45-67' };
  ids.push(await send(program, `&${encodeFields(named)}`));
  return ids;
}

const six = [0, 1, 2, 3, 4, 5];
const answered = [1, 2, 4, 5];

/** One term each, and which of the seven events it finds. */
const terms: readonly (readonly [term: string, found: readonly number[]])[] = [
  ['type:dial-out', [0, 3]],
  ['type:answer,hangup', answered],
  ['call:b5187f', six],
  ['call:B5187F38a9cc', six],
  ['call:B5187F38A9CC43F2BA068BCE983A513E', six],
  ['call:b5187', []],
  ['call:b5187f38a9cc43f2ba068bce983a513f', []],
  ['leg:85219-B5187', six],
  ['myid:175', [...six, 6]],
  ['myid:17', []],
  ['num:+79161112233', six],
  ['num:"+7 916 111-22-33"', six],
  ['num:1112233', six],
  ['num:112233', []],
  ['num:102', six],
  ['num:10', []],
  ['num:7916*', six],
  ['num:916*', []],
  ['num:4951234567', [6]],
  ['num:1234567', [6]],
  ['num:74951*', [6]],
  ['num:1234568', []],
  ['ext:102', six],
  ['ext:2566*102', six],
  ['ext:2566*102@SIPproxy.telphin.ru', six],
  ['ext:102@elsewhere.ru', []],
  ['ext:101', []],
  ['has:RecID', [2, 5]],
  ['has:recid', [2, 5]],
  ['has:CallerExtension', six],
  ['has:CalledDID', []],
  ['f.CallStatus:answer', answered],
  ['f.duration:11420018', [2, 5]],
  ['f.Duration:1142', []],
  ['f.RecID:10500-*', [2, 5]],
  ['f.CallerIDName:"иван петров"', six],
  ['f.CallerIDName:Иван*', six],
  ['status:calling', [0, 3]],
  ['method:POST', [3, 4, 5]],
  ['path:/FORDEL/*', [...six, 6]],
  ['origin:received', [...six, 6]],
  ['ПЕТРОВ', six],
  ['пет', six],
  ['етров', []],
  ['"ИВАН ПЕТР"', six],
  ['"петров иван"', []],
  ['recid', [2, 5]],
  ['after:-1h', [...six, 6]],
  ['before:-1h', []],
];

const combined: typeof terms = [
  ['type:hangup method:POST петров', [5]],
  ['type:answer,hangup -has:RecID', [1, 4]],
  ['-type:dial-out,answer ext:102 num:1112233 has:RecID', [2, 5]],
  ['call:b5187f38 иван петров -method:GET -status:CALLING', [4, 5]],
  ['num:102,4951234567 -after:2100-01-01', [...six, 6]],
  ['-петров', [6]],
  ['-петров -has:CallerIDName', []],
  ['', [...six, 6]],
];

test('the requests of a real call are found by every key, and by its negation exactly the others', async () => {
  using directory = temporaryDirectory();
  await using program = await startProgram({
    data: join(directory.path, 'data'),
    args: ['--event-log', 'off'],
  });
  const ids = await sendSample(program);
  const find = async (q: string, order: string): Promise<EventSummary[]> => {
    const query = new URLSearchParams({ q, order });
    const response = await program.ask(`/api/v1/events?${query.toString()}`);
    const page = (await response.json()) as { events: EventSummary[] };
    expect({ q, status: response.status }).toEqual({ q, status: 200 });
    return page.events;
  };
  const expectFound = async (q: string, wanted: readonly number[]): Promise<void> => {
    for (const order of ['oldest', 'newest']) {
      const found = (await find(q, order)).map(({ id }) => ids.indexOf(id));
      expect({ q, order, found }).toEqual({
        q,
        order,
        found: order === 'oldest' ? wanted : wanted.toReversed(),
      });
    }
  };

  const all = await find('', 'oldest');
  const third = all[3]?.receivedAt ?? '';
  const timed: typeof terms = [
    [`after:${third}`, [3, 4, 5, 6]],
    [`before:${third}`, [0, 1, 2]],
  ];
  for (const [term, found] of [...terms, ...timed]) {
    await expectFound(term, found);
    await expectFound(
      `-${term}`,
      [...six, 6].filter((i) => !found.includes(i)),
    );
  }
  for (const [q, found] of combined) await expectFound(q, found);
  await expectFound(`after:${third} before:-0s type:answer петров`, [4]);
}, 60_000);

test('on an idle server an event is on an open stream, and found, at most 200 ms after its 200', async () => {
  using directory = temporaryDirectory();
  await using program = await startProgram({
    data: join(directory.path, 'data'),
    args: ['--event-log', 'off'],
  });
  const query = `&${encodeFields(sampleB[1] ?? {})}`;
  await send(program, query);
  const filters = ['', 'type:answer петров', 'num:1112233'];
  const states = filters.map(() => newStreamState());
  const streams = await Promise.all(
    filters.map((q, i) => openStream(program, { q, state: states[i] ?? newStreamState() })),
  );
  const delaysMs: number[] = [];
  const searchesMs: number[] = [];
  const newest: (readonly [string | undefined, string])[] = [];
  for (let n = 1; n <= 60; n++) {
    const id = await send(program, query);
    const answeredAt = performance.now();
    if (n % 2 === 0) {
      const list = await program.ask('/api/v1/events?limit=1&q=type:answer');
      const { events } = (await list.json()) as { events: EventSummary[] };
      newest.push([events[0]?.id, id]);
      searchesMs.push(performance.now() - answeredAt);
    }
    await until('every stream has it', () => states.every(({ events }) => events.length >= n));
    for (const { events } of states) {
      expect(events[n - 1]?.id).toBe(id);
      delaysMs.push((events[n - 1]?.atMs ?? Infinity) - answeredAt);
    }
  }
  for (const stream of streams) stream.close();
  for (const [found, id] of newest) expect(found).toBe(id);
  const [stream, search] = [Math.max(...delaysMs), Math.max(...searchesMs)];
  process.stderr.write(
    `search: on the stream after at most ${stream.toFixed(1)} ms, found after ${search.toFixed(1)} ms\n`,
  );
  expect(stream).toBeLessThanOrEqual(200);
  expect(search).toBeLessThanOrEqual(200);
}, 60_000);
