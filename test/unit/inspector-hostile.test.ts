import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { ApiEvent } from '../../src/api/contract.ts';
import type { ExportedEvent } from '../../src/api/event.ts';
import { attachment } from '../../src/http/reply.ts';
import { formatHead } from '../../src/journal/head.ts';
import { captured, startInspector, type TestInspector } from '../support/inspector.ts';
import { naughtyStrings, utf8Bytes } from '../support/naughty-strings.ts';

/** Bytes that do something to JSON, headers, terminals or file names. */
const hostile = [
  ...naughtyStrings,
  '__proto__',
  'constructor',
  '"}],"x":[{"',
  '\u0000\u0007\u001b[2J\u009b31m\u202e\u2028\u2029',
].filter((text) => text !== '');

/** What no line of an answer may hold as it is: terminals and log readers obey it. */
const commands = /(?!\n)[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

async function exported(inspector: TestInspector): Promise<ExportedEvent[]> {
  const { text } = await inspector.get('/api/v1/export.ndjson');
  expect(text).not.toMatch(commands);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ExportedEvent);
}

test('hostile text in path, query, header, form name and value comes back as the same text', async () => {
  await using inspector = await startInspector();
  const inHeader = (text: string): string => utf8Bytes(text).replace(/[\r\n\0]/g, ' ');
  await inspector.store.append(
    hostile.map((text) =>
      captured({
        head: formatHead(
          `POST /${inHeader(text).replace(/[?#]/g, '')}?q=${encodeURIComponent(text.toWellFormed())} HTTP/1.1`,
          ['X-Hostile', inHeader(text), 'Content-Type', 'application/x-www-form-urlencoded'],
        ),
        body: Buffer.from(new URLSearchParams([[text, text]]).toString()),
      }),
    ),
  );
  const { text } = await inspector.get('/api/v1/events?limit=1000');
  expect(text).not.toMatch(commands);
  const lines = await exported(inspector);
  for (const [i, event] of inspector.store.events.entries()) {
    const sent = (hostile[i] ?? '').toWellFormed();
    const view = (await inspector.json(`/api/v1/events/${event.cursor}`)) as ApiEvent;
    expect(view.request.form).toEqual([[sent, sent]]);
    expect(view.request.query).toContainEqual(['q', sent]);
    expect(Object.entries(view.fields)).toContainEqual([sent, sent]);
    expect(view.request.headers[0]).toEqual(['X-Hostile', sent.replace(/[\r\n\0]/g, ' ')]);
    const { headBase64, bodyBase64, ...same } = lines[i] ?? ({} as ExportedEvent);
    expect(same).toEqual(view);
    expect(Buffer.from(headBase64, 'base64').toString('latin1')).toBe(event.head);
    expect(Buffer.from(bodyBase64, 'base64').equals(event.body)).toBe(true);
    for (const what of ['curl', 'raw'])
      expect(await inspector.get(`/api/v1/events/${event.id}/${what}`)).toMatchObject({
        status: 200,
      });
  }
});

const byteString = fc
  .uint8Array({ maxLength: 80 })
  .map((bytes) => Buffer.from(bytes).toString('latin1'));

test('whatever bytes are stored, every route shows them, and the export gives each one back', async () => {
  await using inspector = await startInspector();
  await fc.assert(
    fc.asyncProperty(byteString, fc.uint8Array({ maxLength: 200 }), async (head, body) => {
      inspector.store.events.length = 0;
      await inspector.store.append([captured({ head, body })]);
      const [line] = await exported(inspector);
      expect(Buffer.from(line?.headBase64 ?? '', 'base64').toString('latin1')).toBe(head);
      expect(Buffer.from(line?.bodyBase64 ?? '', 'base64').equals(body)).toBe(true);
      for (const path of ['events', 'events/mem-1', 'events/mem-1/curl', 'export.phplog'])
        expect(await inspector.get(`/api/v1/${path}`)).toMatchObject({ status: 200 });
    }),
    { numRuns: 60 },
  );
  expect(inspector.logged).toEqual([]);
});

test('a file name is safe in a header and on any disk, whatever id was imported', () => {
  for (const text of hostile)
    expect(attachment(`event-${text}.bin`)).toMatch(/^attachment; filename="event-[\w.-]*\.bin"$/);
});
