import { hash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AccessLogReader } from '../../src/formats/access-log.ts';
import { isUnread } from '../../src/formats/read-line.ts';
import type { Capture } from '../../src/journal/capture.ts';
import { createImport, type ImportedRequest } from '../../src/journal/imported.ts';

const nowUs = 1_700_000_000_000_000;
const newImport = (): ((request: ImportedRequest) => Capture) =>
  createImport({ hash: (text) => hash('sha256', text, 'buffer'), receivedAtUs: nowUs });

const request: ImportedRequest = {
  receivedAtUs: 1_496_156_870_123_456,
  head: 'GET /?myid=175 HTTP/1.1\r\n',
  body: new Uint8Array([1, 255]),
};

test('a request becomes a capture that says it was imported', () => {
  expect(newImport()({ ...request, peer: '192.0.2.1:0', status: 404 })).toEqual({
    ...request,
    id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/),
    peer: '192.0.2.1:0',
    origin: 'import',
    answer: { status: 404 },
  });
  const { head, body } = request;
  expect(newImport()({ head, body })).toMatchObject({
    receivedAtUs: nowUs,
    peer: '',
    answer: { status: 200 },
  });
});

test('an exported event keeps its own id, and what is none is not taken for one', () => {
  const id = '0197C9A0-0000-7000-8000-000000000001';
  expect(newImport()({ ...request, id }).id).toBe(id.toLowerCase());
  expect(newImport()({ ...request, id: 'evt_7' }).id).toBe(newImport()(request).id);
});

test('the id follows from time, head and body, and from nothing else', () => {
  const { id } = newImport()(request);
  const others: Partial<ImportedRequest>[] = [
    { receivedAtUs: 1 },
    { head: 'GET /?myid=176 HTTP/1.1\r\n' },
    { body: new Uint8Array([1, 254]) },
    { body: new Uint8Array() },
    { head: `${request.head}\x01`, body: new Uint8Array([255]) },
  ];
  for (const other of others) expect(newImport()({ ...request, ...other }).id).not.toBe(id);
  expect(newImport()({ ...request, peer: 'x', status: 500, isTimeToTheSecond: true }).id).toBe(id);
});

test('equal requests are one where the time is exact, and several where it is not', () => {
  const toCapture = newImport();
  expect(toCapture(request).id).toBe(toCapture(request).id);
  const { head, body } = request;
  const ids = [1, 2, 3].flatMap(() => [
    toCapture({ ...request, isTimeToTheSecond: true }).id,
    toCapture({ head, body }).id,
  ]);
  expect(new Set(ids).size).toBe(6);
});

test('the same file gives the same ids each time, all different, however often requests are repeated in it', () => {
  const ids = (lines: readonly string[]): string[] => {
    const [reader, toCapture] = [new AccessLogReader({ path: '/' }), newImport()];
    return lines
      .flatMap((line, i) => reader.line(line, i + 1))
      .flatMap((read) => (isUnread(read) ? [] : [toCapture(read).id]));
  };
  const line = fc
    .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }))
    .map(
      ([second, myid]) =>
        `::1 - - [22/Nov/2026:20:15:0${second} +0000] "GET /?myid=${myid} HTTP/1.1" 200 2`,
    );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
      const first = ids(lines);
      expect(ids(lines)).toEqual(first);
      expect(new Set(first).size).toBe(lines.length);
      // A longer file of the same log adds, and changes nothing.
      expect(ids([...lines, ...lines]).slice(0, lines.length)).toEqual(first);
    }),
  );
});

test('a repetition is still one after tens of thousands of other requests', () => {
  const toCapture = newImport();
  const at = (i: number): string =>
    toCapture({ ...request, isTimeToTheSecond: true, head: `GET /${i} HTTP/1.1\r\n` }).id;
  const first = at(0);
  for (let i = 1; i < 40_000; i++) at(i);
  expect(at(0)).not.toBe(first);
});
