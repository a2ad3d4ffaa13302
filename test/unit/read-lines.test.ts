import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { detectFormat } from '../../src/formats/detect-format.ts';
import { isUnread } from '../../src/formats/read-line.ts';
import { splitLines } from '../../src/formats/split-lines.ts';

async function split(
  chunks: readonly (Uint8Array | string)[],
  maxBytes?: number,
): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of splitLines(ReadableStream.from(chunks), maxBytes)) {
    expect(line.lineNumber).toBe(lines.length + 1);
    lines.push(isUnread(line) ? `! ${line.reason} ${line.text}` : line.text);
  }
  return lines;
}

test('lines end with LF or CRLF, the last one with either or nothing', async () => {
  expect(await split(['a\r\n\nb\rc\n\r\nd'])).toEqual(['a', '', 'b\rc', '', 'd']);
  expect(await split(['a\r\n'])).toEqual(['a']);
  expect(await split(['\xef\xbb\xbfa\n\xef\xbb\xbfb'])).toEqual(['a', '\xef\xbb\xbfb']);
  expect(await split([])).toEqual([]);
});

test('however a file is cut into chunks, and whatever bytes it has, its lines are the same', async () => {
  const byte = fc.oneof(fc.constantFrom(10, 13, 97), fc.integer({ min: 0, max: 255 }));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(byte)), async (parts) => {
      const chunks = parts.map((part) => Uint8Array.from(part));
      const all = Buffer.concat(chunks).toString('latin1');
      const expected = all
        .replace(/^\xef\xbb\xbf/, '')
        .split('\n')
        .map((line) => line.replace(/\r$/, ''));
      if (all.endsWith('\n') || all === '') expected.pop();
      expect(await split(chunks)).toEqual(expected);
      expect(await split(chunks.map((chunk) => Buffer.from(chunk).toString('latin1')))).toEqual(
        expected,
      );
    }),
  );
});

test.each([1, 7, 1000])(
  'a line that is too long is told with its beginning, in chunks of %i',
  async (size) => {
    const text = `${'a'.repeat(500)}\n${'b'.repeat(501)}\r\n${'c'.repeat(500)}\r\n${'d'.repeat(5000)}`;
    const chunks = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
    expect(await split(chunks, 500)).toEqual([
      'a'.repeat(500),
      `! It is longer than 500 bytes. ${'b'.repeat(120)}`,
      'c'.repeat(500),
      `! It is longer than 500 bytes. ${'d'.repeat(120)}`,
    ]);
  },
);

test('a line without an end does not fill the memory', async () => {
  const chunk = new Uint8Array(1 << 16).fill(97);
  const before = process.memoryUsage.rss();
  const endless = (function* () {
    for (let i = 0; i < 4096; i++) yield chunk;
  })();
  const lines = [];
  for await (const line of splitLines(ReadableStream.from(endless))) lines.push(line);
  expect(lines).toHaveLength(1);
  expect((process.memoryUsage.rss() - before) / (1 << 20)).toBeLessThan(200);
});

const access = '::1 - - [22/Nov/2026:20:15:07 +0000] "GET / HTTP/1.1" 200 2';
const php = '[Tue May 30 15:07:50 2017] ------';

test.each([
  ['access-log', [access]],
  ['access-log', ['junk', '', 'more junk', access]],
  ['phplog', [php, '[Tue May 30 15:07:50 2017] a => 1', access]],
  ['phplog', ['[30-May-2017 15:07:50 UTC] ------']],
  ['phplog', ['[Tue May 30 15:07:50.1 2017] [php:notice] [pid 1] [client 1.2.3.4:5] ------']],
  ['ndjson', [' ', '{"method":"GET","target":"/"}']],
  [undefined, []],
  [undefined, ['', 'hello', '<html>', '{', '}', '["a"]']],
])('%s is recognised by its lines', (format, lines) => {
  expect(detectFormat(lines)).toBe(format);
});
