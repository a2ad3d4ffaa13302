/** Random events and random filters made of the same few words, so that many of the filters find something. */
import fc from 'fast-check';
import { decodeEvent } from '../../src/protocol/decode.ts';
import { Subject, type SubjectSource } from '../../src/query/subject.ts';
import type { TokenQuery } from '../../src/query/narrow.ts';

/** An event as the receiver would have it, of text or of bytes (one character for each). */
export function subjectOf(request: {
  readonly target?: string;
  readonly body?: string;
  readonly method?: string;
  readonly receivedAtUs?: number;
  readonly origin?: SubjectSource['origin'];
}): Subject {
  const { target = '/', body = '', method = 'GET' } = request;
  const contentType = 'application/x-www-form-urlencoded';
  return new Subject({
    receivedAtUs: request.receivedAtUs ?? 0,
    origin: request.origin ?? 'received',
    method,
    target,
    decoded: decodeEvent({ target, body, contentType }),
    contentType,
    bodyBytes: body.length,
  });
}

/** Every byte by percent, so that any text and any invalid byte can be sent. */
export function encodeAll(text: string): string {
  return Buffer.from(text).toString('hex').replace(/../g, '%$&');
}

/** Holds for an event with these tokens: what an engine is asked to do. */
export function selects(query: TokenQuery, tokens: ReadonlySet<string>): boolean {
  if ('all' in query) return query.all.every((part) => selects(part, tokens));
  if ('any' in query) return query.any.some((part) => selects(part, tokens));
  if ('not' in query) return !selects(query.not, tokens);
  if ('token' in query) return tokens.has(query.token);
  return [...tokens].some((token) => token.startsWith(query.prefix));
}

const long = 'a'.repeat(63);

const texts = [
  ...['175', '1', 'yes', 'no', 'YES', 'ANSWER', 'answer', 'hangup', 'dial-in', 'in', 'out'],
  ...[
    '2566*102',
    '2566*102@sipproxy.telphin.ru',
    '2566*102@x',
    '000*101@ringme.ru',
    '101',
    '*099',
    '2566*',
  ],
  ...['+79161112233', '89161112233', '9161112233', '1112233', '916', '+7 (916) 111-22-33', ' 7916'],
  ...['b5187f38a9cc43f2ba068bce983a513e', 'B5187F38', 'b5187f', 'b5187', '85219-b5187f38a9cc'],
  ...[
    'Иван Петров',
    'иван',
    'Петрова',
    'Пётр и Фёдор',
    'йод',
    'Ёж',
    'Straße',
    'ΟΔΟΣ ΟΔΟΣΑ',
    'ΟΔΟΣ',
  ],
  ...[
    'İstanbul',
    'ﬁne ｗｉｄｅ',
    '각',
    '가',
    'e\u0301te',
    'été',
    '😀',
    '😀 smile',
    '𝐀lpha',
    '中文 字',
  ],
  ...[
    '\u0000',
    'a\u0000b',
    '\ue000',
    '\ue00061',
    '\ue000zz',
    'a\ue000',
    '\ufffd',
    'x\ufffdy',
    '\uffff',
  ],
  ...[
    `${long}a`,
    `${long}aa`,
    `${long}ab`,
    `${long}😀`,
    long,
    `${long}😀b`,
    `${long}/`,
    '%',
    '&=+#',
  ],
  ...['a"b', 'a\\', '\\"', 'a,b', '*', 'a*', '-x', 'f.a:b', 'type:hangup', ' ', 'one two three'],
];

const names = [
  ...['EventType', 'CallID', 'SubCallID', 'CallStatus', 'CallerIDNum', 'CallerIDName', 'myid'],
  ...['CalledNumber', 'CalledDID', 'CallerExtension', 'CalledExtension', 'Bridged', 'Transfered'],
  ...[
    'callid',
    'RecID',
    'recid',
    'Имя',
    'a b',
    'a:b',
    '"',
    '\u0000',
    '\ue000',
    `${long}x`,
    `${long}yz`,
  ],
];

const word = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...texts) },
  fc.string({ unit: 'grapheme' }),
  fc.string(),
);
const name = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...names) }, word);

const sentWord = fc.oneof(
  { weight: 9, arbitrary: word.map(encodeAll) },
  fc.constantFrom('%ff', 'x%ffy', '%ed%a0%80', '%c3'),
);

const pairs = fc
  .array(fc.tuple(name.map(encodeAll), sentWord), { maxLength: 12 })
  .map((list) => list.map(([key, value]) => `${key}=${value}`).join('&'));

/** More words or more names than an index keeps. */
const tooMany = fc.constantFrom(
  `words=${Array.from({ length: 1100 }, (_, index) => `w${index}`).join('+')}`,
  Array.from({ length: 1100 }, (_, index) => `n${index}=1`).join('&'),
  '',
);

/** What `subjectOf` takes. */
export const anyRequest = fc
  .record({
    path: fc.oneof(word.map(encodeAll), fc.constantFrom('fordel/show.php', 'a%2fb', 'x%')),
    query: pairs,
    body: fc.oneof(
      { weight: 9, arbitrary: pairs },
      fc.tuple(tooMany, pairs).map((parts) => parts.join('&')),
    ),
    method: fc.constantFrom('GET', 'POST', 'M-SEARCH'),
    receivedAtUs: fc.integer({ min: 0, max: 10 }),
    origin: fc.constantFrom('received', 'fixture', 'import'),
  })
  .map(({ path, query, ...rest }) => ({ target: `/${path}?${query}`, ...rest }));

export const anySubject = anyRequest.map(subjectOf);

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** As it is where that can be, else in quotes; now and then a beginning only. */
const textValue = fc
  .tuple(word, fc.integer({ min: 0, max: 80 }), fc.boolean())
  .map(([text, length, isQuoted]) => {
    const part = text.slice(0, length).toWellFormed() || 'a';
    return isQuoted || /^$|[\s",:]/.test(part) ? quote(part) : part;
  });

const prefixValue = fc
  .tuple(textValue, fc.boolean())
  .map(([value, isPrefix]) => (isPrefix ? `${value}*` : value));

const termOf = (key: string, value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.array(value, { minLength: 1, maxLength: 3 }).map((values) => `${key}${values.join(',')}`);

const digits = fc
  .tuple(
    fc.constantFrom('', '+', '7', '000*'),
    fc.constantFrom('916', '1', '9161112233', '161112233', '1112233', '112233', '102'),
    fc.constantFrom('', '*', '@x'),
  )
  .map((parts) => parts.join(''));

export const eventTerm = fc.oneof(
  termOf('', textValue),
  termOf('', textValue),
  termOf('type:', fc.constantFrom('hangup', 'Answer', 'unknown', 'dial-in')),
  termOf('origin:', fc.constantFrom('received', 'fixture', 'import')),
  termOf('method:', fc.constantFrom('get', 'POST', 'm-search')),
  termOf('myid:', textValue),
  termOf(
    'path:',
    prefixValue.map((value) => value.replace(/^"?/, '$&/')),
  ),
  termOf('call:', textValue),
  termOf('leg:', textValue),
  termOf('status:', textValue),
  termOf('ext:', textValue),
  termOf('num:', digits),
  termOf(
    'has:',
    name.map((text) => quote(text || 'a')),
  ),
  termOf('bridged:', fc.constantFrom('yes', 'no')),
  termOf('transfered:', fc.constantFrom('yes', 'no')),
  termOf(
    'finding:',
    fc.constantFrom('error', 'Warn', 'info', 'rl001', 'RL003', 'Rl004', 'RL005', 'RL040'),
  ),
  fc
    .tuple(name, fc.array(prefixValue, { minLength: 1, maxLength: 3 }))
    .map(([key, values]) => `f.${quote(key || 'a')}:${values.join(',')}`),
  fc
    .integer({ min: 0, max: 10 })
    .map((us) => `after:1970-01-01T00:00:00.${String(us).padStart(6, '0')}Z`),
  fc
    .integer({ min: 0, max: 10 })
    .map((us) => `before:1970-01-01T00:00:00.${String(us).padStart(6, '0')}Z`),
);

const someDuration = fc.constantFrom(
  ...['>30s', '<30s', '<=1.5m', '>=1.5m', '10s..20s', '>=0ms', '0s..90us', '1m..1m'],
);

export const callTerm = fc.oneof(
  termOf('outcome:', fc.constantFrom('missed', 'no-answer', 'Answered', 'open', 'zombie')),
  termOf('direction:', fc.constantFrom('in', 'out', 'Internal')),
  termOf('duration:', someDuration),
  termOf('rang:', someDuration),
);

/** A filter's text: often, but not always, understood. */
export function filterText(term: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const signed = fc.tuple(fc.constantFrom('', '', '-'), term).map((parts) => parts.join(''));
  return fc.array(signed, { maxLength: 3 }).map((terms) => terms.join(' '));
}
