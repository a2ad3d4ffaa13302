import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import type { EventSummary, ExportedEvent } from '../../src/api/event.ts';
import { bytesOf, places, type Place, type ShownEvent } from '../support/naughty-places.ts';
import { naughtyStrings } from '../support/naughty-strings.ts';
import { startProgram, temporaryDirectory, type Program } from '../support/program.ts';
import { exchange } from '../support/raw-request.ts';
import { storedEvents } from '../support/stored.ts';

interface Sent {
  readonly place: Place;
  readonly text: string;
  readonly bytes: string;
  readonly id: string;
}

/** Sends every string in each of these places and gives what was sent under which id. */
async function sendAll(program: Program, which: readonly Place[]): Promise<Sent[]> {
  const host = new URL(program.receiverUrl).host;
  const waiting = which.flatMap((place) =>
    naughtyStrings.flatMap((text) => {
      const request = place.request(text);
      return request ? [{ place, text, bytes: bytesOf(request, host) }] : [];
    }),
  );
  const sent: Sent[] = [];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { answers } = await exchange(program.receiverUrl, [next.bytes]);
      sent.push({ ...next, id: answers[0]?.status === 200 ? answers[0].eventId : '' });
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  return sent;
}

/** Nothing that a terminal obeys, that ends a line somewhere, or that hides or reorders text; line feed and joiners apart. */
const unsafe = /(?![\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** All of `/events`, page by page, as a reader of the list sees it. */
async function allPages(program: Program): Promise<Map<string, EventSummary>> {
  const events = new Map<string, EventSummary>();
  for (let next: string | undefined = ''; next !== undefined;) {
    const answer = await program.ask(`/api/v1/events?order=oldest&limit=700&after=${next}`);
    expect(answer.status).toBe(200);
    const page = (await answer.json()) as { events: EventSummary[]; next?: string };
    for (const event of page.events) events.set(event.id, event);
    next = page.next;
  }
  return events;
}

test('keeps and shows naughty strings wherever they stand in a request, and they harm no reader', async () => {
  using directory = temporaryDirectory();
  const file = join(directory.path, 'events.log');
  await using program = await startProgram({
    data: join(directory.path, 'data'),
    args: ['--event-log', file],
    env: { TZ: 'UTC' },
  });
  const sent = await sendAll(program, places);
  expect(sent.length).toBeGreaterThan(8.9 * naughtyStrings.length);

  const listed = await allPages(program);
  const exported = await storedEvents(program);
  expect(listed.size).toBe(sent.length);
  expect(exported.size).toBe(sent.length);
  const wrong = sent.filter(({ place, text, bytes, id }) => {
    const event = exported.get(id);
    if (!event) return true;
    const isStored = `${event.head}\r\n${event.body.toString('latin1')}` === bytes;
    const isShown = equal(place.shown(event.view), place.expected(text));
    return !isStored || !isShown || !equal(summaryOf(listed.get(id)), summaryOf(event.view));
  });
  expect(wrong.map(({ place, text }) => [place.name, text])).toEqual([]);

  await expectSingly(program, sent);
  await expectPhplog(program, sent.length);
  expect(await program.stop()).toBe(0);
  expectJsonLog(readFileSync(file), sent);
  // Some of the strings would make this file if a shell ever ran them.
  expect(existsSync('/tmp/blns.fail')).toBe(false);
}, 180_000);

/** What list and export both show: neither bytes nor headers, nor what only the index knows, as some of the requests are equal. */
function summaryOf(exported: EventSummary | ExportedEvent | undefined): unknown {
  const left = new Set(['headBase64', 'bodyBase64', 'headers', 'duplicateOf']);
  return JSON.parse(
    JSON.stringify(exported ?? {}, (name, value: unknown) => (left.has(name) ? undefined : value)),
  );
}

function equal(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Asked for one at a time: a tenth of them, each place and each string among them. */
async function expectSingly(program: Program, sent: readonly Sent[]): Promise<void> {
  for (const { place, text, bytes, id } of sent.filter((_, i) => i % 10 === 3)) {
    const event = (await (await program.ask(`/api/v1/events/${id}`)).json()) as ShownEvent;
    expect(place.shown(event)).toEqual(place.expected(text));
    const raw = await program.ask(`/api/v1/events/${id}/raw`);
    const body = Buffer.from(await raw.arrayBuffer()).toString('latin1');
    expect(body).toBe(bytes.slice(bytes.indexOf('\r\n\r\n') + 4));
  }
}

async function expectPhplog(program: Program, events: number): Promise<void> {
  const phplog = await (await program.ask('/api/v1/export.phplog')).text();
  expect(unsafe.exec(phplog)).toBeNull();
  const lines = phplog.trimEnd().split('\n');
  const odd = lines.filter(
    (line) => !/^\[\w{3} \w{3} [ \d]\d [\d:]{8} \d{4}\] (------$|.* => )/.test(line),
  );
  expect(odd).toEqual([]);
  expect(lines.filter((line) => line.endsWith('] ------'))).toHaveLength(events);
}

function expectJsonLog(log: Buffer, sent: readonly Sent[]): void {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(log);
  expect(unsafe.exec(text)).toBeNull();
  const lines = text.trimEnd().split('\n');
  expect(lines).toHaveLength(sent.length);
  const records = new Map(
    lines.map((line) => {
      const record = JSON.parse(line) as Pick<ShownEvent, 'id' | 'myid' | 'fields'>;
      return [record.id, record];
    }),
  );
  for (const { place, text: naughty, id } of sent) {
    const record = records.get(id);
    expect(record).toBeDefined();
    if (place.name === 'name in the query' || place.name === 'name in a form')
      expect(record?.fields).toEqual(Object.fromEntries([[naughty, 'v']]));
    if (place.name === 'value in the query') expect(record?.fields['CallerIDName']).toBe(naughty);
    if (place.name === 'myid') expect(record?.myid).toBe(naughty);
  }
}

test('the line form of the event log is one harmless line an event, whatever was sent', async () => {
  using directory = temporaryDirectory();
  const file = join(directory.path, 'events.log');
  await using program = await startProgram({
    data: join(directory.path, 'data'),
    args: ['--event-log', file, '--event-log-format', 'line'],
  });
  const sent = await sendAll(program, places);
  expect(await program.stop()).toBe(0);
  const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  expect(unsafe.exec(text)).toBeNull();
  const lines = text.trimEnd().split('\n');
  expect(lines).toHaveLength(sent.length);
  expect(lines.filter((line) => !/^\d\d:\d\d:\d\d\.\d{3} .* 200( |$)/.test(line))).toEqual([]);
}, 120_000);

test('the curl lines of naughty events send the same again and do nothing else', async () => {
  using directory = temporaryDirectory();
  await using program = await startProgram({
    data: join(directory.path, 'data'),
    args: ['--event-log', 'off'],
  });
  const sent = (await sendAll(program, places)).filter(({ text, place }) =>
    isTurnOf(place, naughtyStrings.indexOf(text)),
  );
  const before = await storedEvents(program);
  const lines: string[] = [];
  for (const { id } of sent)
    lines.push(await (await program.ask(`/api/v1/events/${id}/curl`)).text());
  // Captured text may be shown in a terminal before it is pasted into one.
  expect(
    lines.filter((line) => unsafe.test(line.trimEnd()) || line.trimEnd().includes('\n')),
  ).toEqual([]);

  const script = join(directory.path, 'send-again.sh');
  writeFileSync(script, lines.join('\n'));
  await promisify(execFile)('bash', [script], { cwd: directory.path, maxBuffer: 64 << 20 });
  const after = [...(await storedEvents(program)).values()].slice(before.size);
  expect(after).toHaveLength(sent.length);
  const wrong = sent.filter(({ id }, i) => {
    const first = before.get(id);
    const again = after[i];
    return (
      !first ||
      !again?.body.equals(first.body) ||
      again.view.request.target !== first.view.request.target ||
      !equal(naughtyHeader(again.view), naughtyHeader(first.view))
    );
  });
  expect(wrong.map(({ place, text }) => [place.name, text])).toEqual([]);
  expect(existsSync('/tmp/blns.fail')).toBe(false);
}, 240_000);

/** Each string in two of the places: a process for each string in each place would take minutes. */
function isTurnOf(place: Place, string: number): boolean {
  const turn = (places.indexOf(place) + string) % places.length;
  return turn === 0 || turn === 4;
}

function naughtyHeader({ request }: ShownEvent): unknown {
  return request.headers.filter(([name]) => name === 'X-Naughty');
}
