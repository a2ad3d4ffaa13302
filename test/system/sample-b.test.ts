import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import type { ApiEvent } from '../../src/api/contract.ts';
import { startProgram, temporaryDirectory, type Program } from '../support/program.ts';
import { encodeFields, sampleB } from '../support/sample-b.ts';

const exec = promisify(execFile);

/** Sends with curl and gives the id that the answer names. */
async function curl(...args: readonly string[]): Promise<string> {
  const { stdout } = await exec('curl', ['-sS', '-i', '--max-time', '10', ...args]);
  expect(stdout).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(stdout).toMatch(/\r\n\r\nok$/);
  return /^x-event-id: (\S+)\r$/im.exec(stdout)?.[1] ?? '';
}

/** The six requests of the sample: what was sent, and under which id it is kept. */
async function sendAll({
  receiverUrl,
}: Program): Promise<{ id: string; method: string; target: string; body: string }[]> {
  const sent = [];
  for (const fields of sampleB) {
    const query = encodeFields(fields);
    const target = `/fordel/show.php?myid=175&${query}`;
    sent.push({ id: await curl(`${receiverUrl}${target}`), method: 'GET', target, body: '' });
  }
  for (const fields of sampleB) {
    const body = encodeFields(fields);
    const target = '/fordel/show.php?myid=175';
    const id = await curl('--data-binary', body, `${receiverUrl}${target}`);
    sent.push({ id, method: 'POST', target, body });
  }
  return sent;
}

test('six requests of a real call come back byte for byte, by id and by cursor, with all their fields in the log', async () => {
  using directory = temporaryDirectory();
  await using program = await startProgram({
    data: join(directory.path, 'data'),
    env: { TZ: 'UTC' },
  });
  const startedAt = Date.now();
  const sent = await sendAll(program);

  for (const [i, { id, method, target, body }] of sent.entries()) {
    const event = (await (await program.ask(`/api/v1/events/${id}`)).json()) as ApiEvent;
    expect(event).toMatchObject({
      id,
      myid: '175',
      type: sampleB[i % 3]?.['EventType'],
      callId: sampleB[i % 3]?.['CallID'],
      subCallId: sampleB[i % 3]?.['SubCallID'],
      fields: { myid: '175', ...sampleB[i % 3] },
      request: { method, target, bodyBytes: body.length },
      answer: { status: 200 },
      origin: 'received',
    });
    expect(event.request.headers).toContainEqual(['Host', new URL(program.receiverUrl).host]);
    expect(Math.abs(Date.parse(event.receivedAt) - startedAt)).toBeLessThan(60_000);
    const byCursor = (await (
      await program.ask(`/api/v1/events/${event.cursor}`)
    ).json()) as ApiEvent;
    expect(byCursor).toEqual(event);
    const raw = await program.ask(`/api/v1/events/${id}/raw`);
    expect(await raw.text()).toBe(body);
  }

  const listed = (await (await program.ask('/api/v1/events?order=oldest')).json()) as {
    events: ApiEvent[];
  };
  expect(listed.events.map(({ id }) => id)).toEqual(sent.map(({ id }) => id));

  const logged = (await program.untilLines(6)).map((line) => JSON.parse(line) as ApiEvent);
  expect(logged.map(({ id }) => id)).toEqual(sent.map(({ id }) => id));
  for (const [i, { fields }] of logged.entries())
    expect(fields).toEqual({ myid: '175', ...sampleB[i % 3] });

  await expectPhplog(program);
  await expectEvery(sent, program);
});

/** Every request as the vendor's `show.php` would have logged it: a separator, then a line per field, query first. */
async function expectPhplog(program: Program): Promise<void> {
  const phplog = await (await program.ask('/api/v1/export.phplog')).text();
  const stamp = String.raw`\[(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}\]`;
  const lines = phplog.split('\n').filter((line) => line !== '');
  for (const line of lines) expect(line).toMatch(new RegExp(`^${stamp} (------|\\S+ => .*)$`));
  const records = [...sampleB, ...sampleB].flatMap((fields) => [
    '------',
    ...Object.entries({ myid: '175', ...fields }).map(([name, value]) => `${name} => ${value}`),
  ]);
  expect(lines.map((line) => line.slice(line.indexOf('] ') + 2))).toEqual(records);
  const utc = new Date().toUTCString().split(' ');
  expect(lines[0]).toContain(`${utc[0]?.slice(0, 3) ?? ''} ${utc[2] ?? ''}`);
}

/** NDJSON gives every byte: head and body, as base64. */
async function expectEvery(
  sent: readonly { id: string; method: string; target: string; body: string }[],
  program: Program,
): Promise<void> {
  const ndjson = await (await program.ask('/api/v1/export.ndjson')).text();
  const events = ndjson
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; headBase64: string; bodyBase64: string });
  expect(events).toHaveLength(sent.length);
  for (const [i, { id, headBase64, bodyBase64 }] of events.entries()) {
    expect(id).toBe(sent[i]?.id);
    expect(Buffer.from(bodyBase64, 'base64').toString()).toBe(sent[i]?.body);
    expect(Buffer.from(headBase64, 'base64').toString()).toMatch(
      `${sent[i]?.method ?? ''} ${sent[i]?.target ?? ''} HTTP/1.1\r\nHost: `,
    );
  }
}

test('what was acknowledged is there after a restart, in its order', async () => {
  using directory = temporaryDirectory();
  const data = join(directory.path, 'data');
  const first = await startProgram({ data });
  const sent = await sendAll(first);
  expect(await first.stop()).toBe(0);
  await using second = await startProgram({ data });
  const { events } = (await (await second.ask('/api/v1/events?order=oldest')).json()) as {
    events: ApiEvent[];
  };
  expect(events.map(({ id }) => id)).toEqual(sent.map(({ id }) => id));
});

test('the phplog form can be the event log itself', async () => {
  using directory = temporaryDirectory();
  const file = join(directory.path, 'events.log');
  await using program = await startProgram({
    data: join(directory.path, 'data'),
    args: ['--event-log', file, '--event-log-format', 'phplog'],
  });
  await sendAll(program);
  expect(await program.stop()).toBe(0);
  const text = readFileSync(file, 'utf8');
  expect(text.match(/ ------$/gm)).toHaveLength(6);
  expect(text.match(/CallerIDName => Иван Петров$/gm)).toHaveLength(6);
});
