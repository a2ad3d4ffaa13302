import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { csvHeader, formatCsvLine } from '../../src/csv-line.ts';
import { formatCsvEvent, withCsvHeader } from '../../src/http/csv-export.ts';
import { readEvent } from '../../src/index/event-view.ts';
import { csvColumns, type CsvEvent } from '../../src/formats/csv.ts';
import type { Event } from '../../src/journal/event.ts';
import { decodeEvent } from '../../src/protocol/decode.ts';
import { fieldTable } from '../../src/protocol/field-table.ts';

/** RFC 4180 as it is written, and nothing more lenient. */
function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  for (let at = 0; at < text.length;) {
    const cell = /"((?:[^"]|"")*)"|[^",\r\n]*/y;
    cell.lastIndex = at;
    const [raw = '', quoted] = cell.exec(text) ?? [];
    record.push(quoted === undefined ? raw : quoted.replaceAll('""', '"'));
    at += raw.length;
    if (text.startsWith(',', at)) at += 1;
    else if (text.startsWith('\r\n', at)) {
      at += 2;
      records.push(record);
      record = [];
    } else throw new Error(`not RFC 4180 at ${at}: ${JSON.stringify(text.slice(at, at + 20))}`);
  }
  return records;
}

/** As the documentation tells a reader. */
function undoGuard(cell: string): string {
  return cell.replace(/^'(?='*[=+\-@\t\r\n＝＋－＠])/, '');
}

const event: CsvEvent = {
  id: '0190a5c4-0000-7000-8000-000000000001',
  cursor: 'c-1',
  receivedAtUs: 1_496_156_870_000_123,
  method: 'POST',
  target: '/fordel/show.php?myid=175',
  peer: '192.0.2.1:5060',
  status: 200,
  origin: 'received',
  myid: '175',
  type: 'hangup',
  fields: {},
};

/** An event with these fields, decoded as a real one. */
function withFields(fields: Readonly<Record<string, string>>): CsvEvent {
  const body = new URLSearchParams(fields).toString();
  const contentType = 'application/x-www-form-urlencoded';
  return { ...event, ...decodeEvent({ target: event.target, contentType, body }) };
}

function rowOf(line: string): Record<string, string> {
  const [cells = [], ...more] = parseCsv(line);
  expect(more).toEqual([]);
  expect(cells).toHaveLength(csvColumns.length);
  return Object.fromEntries(csvColumns.map((name, i) => [name, undoGuard(cells[i] ?? '')]));
}

/** Every field of a row, read as the documentation tells a reader. */
function fieldsOf(row: Readonly<Record<string, string>>): Map<string, string> {
  const others = JSON.parse(
    row['otherFields'] === '' ? '{}' : (row['otherFields'] ?? ''),
  ) as object;
  const fields = new Map<string, string>(Object.entries(others));
  for (const { name } of fieldTable) {
    const value = row[csvColumns.includes(`f.${name}`) ? `f.${name}` : name];
    if (value !== undefined && value !== '') fields.set(name, value);
  }
  const spelled = new Set([...fields.keys()].map((name) => name.toLowerCase()));
  for (const [name, column] of [
    ['CallID', 'callId'],
    ['SubCallID', 'subCallId'],
  ] as const)
    if (!spelled.has(column.toLowerCase()) && row[column]) fields.set(name, row[column]);
  if (!fields.has('myid') && row['myid']) fields.set('myid', row['myid']);
  return fields;
}

const naughty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.stringMatching(/^['=+\-@\t\r\n＝＋－＠",\0\u2028 7ж]*$/),
  fc.stringMatching(/^\+[0-9]{2,16}$/),
);
const names = fc.oneof(
  fc.constantFrom(...fieldTable.map(({ name }) => name)),
  fc.constantFrom(
    'myid',
    'callid',
    'CALLID',
    'subCallId',
    '__proto__',
    'constructor',
    'otherFields',
  ),
  naughty,
);

test('whatever was stored can be read back from the table', () => {
  fc.assert(
    fc.property(fc.dictionary(names, naughty, { noNullPrototype: true }), (given) => {
      const stored = withFields(given);
      const row = rowOf(formatCsvLine(stored));
      expect([...fieldsOf(row)].sort()).toEqual(Object.entries(stored.fields).sort());
      expect(row).toMatchObject({
        id: event.id,
        receivedAt: '2017-05-30T15:07:50.000123Z',
        myid: stored.myid,
        type: stored.type,
        callId: stored.callId ?? '',
        path: '/fordel/show.php',
        status: '200',
      });
    }),
    { numRuns: 500 },
  );
});

test('no cell begins a formula, but a whole phone number stays as it is', () => {
  fc.assert(
    fc.property(fc.array(naughty, { maxLength: 8 }), (values) => {
      const fields = Object.fromEntries(
        values.map((value, i) => [fieldTable[i + 4]?.name ?? '', value]),
      );
      const [cells = []] = parseCsv(
        formatCsvLine({ ...withFields(fields), peer: values[0] ?? '' }),
      );
      for (const cell of cells)
        expect(cell).toMatch(/^(?:(?![=+\-@\t\r\n＝＋－＠])[^]*|\+[0-9]{3,15})$/);
    }),
  );
  expect(rowOf(formatCsvLine(withFields({ CallerIDNum: '+79991234567' })))).toMatchObject({
    CallerIDNum: '+79991234567',
  });
  expect(formatCsvLine(withFields({ CallerIDNum: '+79991234567' }))).toContain(',+79991234567,');
  expect(formatCsvLine(withFields({ CallerIDNum: '+7999*2' }))).toContain(",'+7999*2,");
  expect(formatCsvLine(withFields({ CallerIDName: "'=1+1" }))).toContain(",''=1+1,");
});

test('NUL, line ends and any Unicode stay what they are', () => {
  const CallerIDName = '\0\u001b[31mИван\r\n"Öz", \u{1f600}\u202e\ufeff';
  expect(rowOf(formatCsvLine(withFields({ CallerIDName })))).toMatchObject({ CallerIDName });
});

test('the header names every column once, also for programs that take no notice of case', () => {
  expect(parseCsv(csvHeader)).toEqual([csvColumns]);
  expect(new Set(csvColumns.map((name) => name.toLowerCase())).size).toBe(csvColumns.length);
  expect(csvColumns.slice(0, 4)).toEqual(['id', 'cursor', 'receivedAt', 'myid']);
  expect(csvColumns.at(-1)).toBe('otherFields');
  expect(csvColumns).toContain('f.status');
});

test('a line for a terminal has nothing a terminal would obey', () => {
  const line = formatCsvLine(withFields({ CallerIDName: 'a\u001b[31m' }), (cell) =>
    cell.replaceAll('\u001b', '\\x1b'),
  );
  expect(line).toContain('a\\x1b[31m');
});

test('an export has the header first, even with nothing to export, and a line for a stored event', async () => {
  const stored: Event = {
    id: event.id,
    cursor: 'c-1',
    receivedAtUs: event.receivedAtUs,
    storedAtUs: event.receivedAtUs,
    peer: '127.0.0.1:9',
    forwardedPeer: '203.0.113.5',
    origin: 'import',
    answer: { status: 200 },
    head: 'GET /%D0%B6?myid=5&EventType=answer&x=1 HTTP/1.1\r\n\r\n',
    body: new Uint8Array(),
  };
  const chunks: string[] = [];
  // eslint-disable-next-line @typescript-eslint/require-await -- It stands for an export.
  const lines = async function* (): AsyncGenerator<string> {
    yield formatCsvEvent(readEvent(stored));
  };
  for await (const chunk of withCsvHeader(lines())) chunks.push(chunk);
  expect(chunks[0]).toBe(csvHeader);
  expect(rowOf(chunks[1] ?? '')).toMatchObject({
    peer: '203.0.113.5',
    origin: 'import',
    EventType: 'answer',
    otherFields: '{"x":"1"}',
    path: '/%D0%B6',
  });
});
