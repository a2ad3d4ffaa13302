import type { Fields } from '../protocol/fields.ts';
import { fieldTable } from '../protocol/field-table.ts';
import { splitTarget } from '../protocol/target.ts';
import { decodeUtf8 } from '../protocol/utf8.ts';
import { isoTime } from './iso-time.ts';
import type { ShownEvent } from './shown-event.ts';

/**
 * Events as a table for spreadsheets: a row for each, in columns that never change with the data.
 *
 * First what every event has, then the PBX's fields in the order of the dictionary, then `otherFields`: a JSON object of every field the
 * columns before do not give back. Those are the unknown ones, and those that were sent empty, for an empty cell means absent. `myid`,
 * `CallID` and `SubCallID` stand in the columns `myid`, `callId` and `subCallId`; a field whose name is taken is called `f.NAME`, as in
 * the filter language.
 *
 * A spreadsheet runs a cell that begins like a formula. Such a cell begins with `'` here, and so does one that would look as if it had
 * been changed so: whoever reads the table takes one `'` from every cell that begins with `'`s and such a character. A phone number
 * as a whole, `+79991234567`, cannot be a formula and stays.
 */

/** What a row is made of. */
export type CsvEvent = Omit<ShownEvent, 'bodyBytes' | 'query' | 'form'> & {
  readonly origin: string;
};

const eventColumns = [
  'id',
  'cursor',
  'receivedAt',
  'myid',
  'type',
  'callId',
  'subCallId',
  'method',
  'path',
  'peer',
  'status',
  'origin',
] as const;

/** Fields that have a column above: of the event it is what it was found to say. */
const givenAbove = new Set(['callid', 'subcallid', 'myid']);

const fieldNames = fieldTable
  .map(({ name }) => name)
  .filter((name) => !givenAbove.has(name.toLowerCase()));

const inColumns = new Set(fieldNames);

const taken = new Set<string>(eventColumns.map((name) => name.toLowerCase()));

/** The header. */
export const csvColumns: readonly string[] = [
  ...eventColumns,
  ...fieldNames.map((name) => (taken.has(name.toLowerCase()) ? `f.${name}` : name)),
  'otherFields',
];

/** The cells of a row, guarded, in the order of `csvColumns`. */
export function csvCells(event: CsvEvent): readonly string[] {
  const { fields } = event;
  return [
    event.id,
    event.cursor,
    isoTime(event.receivedAtUs),
    event.myid,
    event.type,
    event.callId ?? '',
    event.subCallId ?? '',
    event.method,
    decodeUtf8(splitTarget(event.target).path),
    event.peer,
    String(event.status),
    event.origin,
    ...fieldNames.map((name) => fields[name] ?? ''),
    otherFields(event),
  ].map(guardCell);
}

function otherFields(event: CsvEvent): string {
  const { fields } = event;
  const others = Object.entries(fields).filter(
    ([name, value]) => !(value !== '' && inColumns.has(name)) && !isGivenAbove(event, name, value),
  );
  return others.length === 0 ? '' : JSON.stringify(Object.fromEntries(others));
}

function isGivenAbove(
  { myid, callId, subCallId, fields }: CsvEvent,
  name: string,
  value: string,
): boolean {
  if (value === '') return false;
  if (name === 'myid') return value === myid;
  if (name === 'CallID') return value === callId && isOnlySpelling(fields, name);
  return name === 'SubCallID' && value === subCallId && isOnlySpelling(fields, name);
}

/** With another spelling beside it, the column would not tell which one it shows. */
function isOnlySpelling(fields: Fields, name: string): boolean {
  const folded = name.toLowerCase();
  for (const other in fields)
    if (other !== name && other.length === name.length && other.toLowerCase() === folded)
      return false;
  return true;
}

/** https://owasp.org/www-community/attacks/CSV_Injection, with the full-width forms some spreadsheets take for the same. */
const startsFormula = /^'*[=+\-@\t\r\n＝＋－＠]/;

/** What E.164 allows and a little more. */
const phoneNumber = /^\+[0-9]{3,15}$/;

/** The cell, with a `'` before what a spreadsheet would run. */
export function guardCell(cell: string): string {
  return startsFormula.test(cell) && !phoneNumber.test(cell) ? `'${cell}` : cell;
}
