import { fieldNamesWithRole } from './field-table.ts';
import { cut, quoted } from './quote.ts';
import type { EventFacts, EventRule, Note } from './rule.ts';
import { ruleRows } from './rule-table.ts';

/** How the fields of an event were sent: encoding, repeated names, content type. */
export const encodingRules: readonly EventRule[] = [
  { ...ruleRows.RL003, check: checkPlus },
  { ...ruleRows.RL004, check: checkRepeats },
  { ...ruleRows.RL005, check: checkUtf8 },
  { ...ruleRows.RL040, check: checkBody },
];

const numberFields = fieldNamesWithRole('number');

function checkPlus({ fields }: EventFacts, note: Note): void {
  for (const field of numberFields) {
    const sent = fields[field];
    if (sent?.charCodeAt(0) !== 0x20 || !/^ \d/.test(sent)) continue;
    const meant = quoted(`+${sent.slice(1)}`);
    note({
      message: `${field} is ${quoted(sent)}: ${meant} was probably meant, and its + must be sent as %2B.`,
      field,
    });
  }
}

function checkRepeats({ fields, query, form = [] }: EventFacts, note: Note): void {
  if (Object.keys(fields).length === query.length + form.length) return; // As nearly always: each is there once.
  const told = new Set<string>();
  for (const [pairs, place] of [
    [query, ' in the query'],
    [form, ' in the body'],
  ] as const) {
    for (const [name, value] of pairs) {
      const last = fields[name];
      if (last === undefined || last === value || told.has(name) || name.endsWith('[]')) continue;
      told.add(name);
      const wanted = note({
        message: `${cut(name)} is ${quoted(value)}${place}, and ${quoted(last)} after that; expected was one value.`,
        field: name,
      });
      if (!wanted) return;
    }
  }
}

function checkUtf8({ fields, hasInvalidUtf8 }: EventFacts, note: Note): void {
  if (hasInvalidUtf8 === false) return;
  for (const name in fields) {
    const value = fields[name] ?? '';
    if (!value.includes(replacement) && !name.includes(replacement)) continue;
    note({ message: `${cut(name)} is ${quoted(value)}; expected was UTF-8.`, field: name });
    return; // The others have the same cause.
  }
  if (hasInvalidUtf8 === true)
    note({ message: 'The request has bytes that are not UTF-8; expected was UTF-8.' });
}

/** What a decoder puts in the place of bytes that are no text. */
const replacement = '\uFFFD';

function checkBody({ method, bodyBytes, contentType }: EventFacts, note: Note): void {
  if (bodyBytes === 0) return;
  if (method === 'GET') {
    note({
      message: `A GET has a body of ${bodyBytes} bytes; expected were its fields in the URL.`,
    });
    return;
  }
  if (method !== 'POST' || isFormType(contentType ?? '')) return;
  const sent =
    contentType === undefined ? 'no content type' : `the content type ${quoted(contentType)}`;
  note({ message: `A POST has ${sent}; expected was application/x-www-form-urlencoded.` });
}

function isFormType(contentType: string): boolean {
  return /^\s*application\/x-www-form-urlencoded\s*(?:[;,]|$)/i.test(contentType);
}
