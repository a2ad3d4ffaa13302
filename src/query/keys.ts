import { directions, outcomes } from '../protocol/call.ts';
import { eventTypes } from '../protocol/classify.ts';

/**
 * What may follow a key. `text`: anything, compared without regard to case. `id`: the same, and 6 or more characters may be the beginning.
 * `words`: one of a closed list.
 */
export type ValueForm =
  | { readonly kind: 'text'; readonly takesPrefix: boolean }
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'id' | 'extension' | 'number' | 'finding' | 'time' | 'duration' };

/** A key of the filter language, as help and documentation show it. */
export interface FilterKey {
  /** As written before the colon; `f.NAME` stands for all field names. */
  readonly key: string;
  /**
   * What it is a property of: events, calls or both. Asked for calls, positive terms about events must hold together on one event of the
   * call, and negated ones on all; asked for events, terms about calls find the events of such calls.
   */
  readonly level: 'event' | 'both' | 'call';
  readonly form: ValueForm;
  /** One sentence. */
  readonly meaning: string;
  readonly example: string;
  /** Other names people try; they are suggested, not accepted. */
  readonly mistakenFor?: readonly string[];
}

const text = { kind: 'text', takesPrefix: false } as const;
const textOrPrefix = { kind: 'text', takesPrefix: true } as const;
const amongEvents = 'among events it finds all of such calls';
const yesNo = { kind: 'words', words: ['yes', 'no'] } as const;

const keyRows = {
  type: {
    level: 'event',
    form: { kind: 'words', words: eventTypes },
    meaning: 'What the event is.',
    example: 'type:answer,hangup',
    mistakenFor: ['EventType', 'kind', 'event'],
  },
  myid: {
    level: 'event',
    form: text,
    meaning: "The integrator's own tag in the URL.",
    example: 'myid:175',
    mistakenFor: ['id', 'owner', 'tag'],
  },
  origin: {
    level: 'event',
    form: { kind: 'words', words: ['received', 'fixture', 'import'] },
    meaning: 'Whether a sender, the simulator or an import brought the event.',
    example: '-origin:fixture',
    mistakenFor: ['source', 'from'],
  },
  method: {
    level: 'event',
    form: text,
    meaning: 'The HTTP method of the request.',
    example: 'method:POST',
  },
  path: {
    level: 'event',
    form: textOrPrefix,
    meaning:
      'The path of the request, decoded and without its query; a * at the end means any rest.',
    example: 'path:/fordel/*',
    mistakenFor: ['url', 'uri'],
  },
  call: {
    level: 'event',
    form: { kind: 'id' },
    meaning: 'The CallID, or its first 6 or more characters.',
    example: 'call:b5187f38',
    mistakenFor: ['CallID'],
  },
  leg: {
    level: 'event',
    form: { kind: 'id' },
    meaning: 'The SubCallID, or its first 6 or more characters.',
    example: 'leg:85219-b5187f38',
    mistakenFor: ['SubCallID', 'subcall'],
  },
  status: {
    level: 'event',
    form: text,
    meaning: 'The CallStatus.',
    example: 'status:BUSY,NOANSWER',
    mistakenFor: ['CallStatus', 'state'],
  },
  ext: {
    level: 'event',
    form: { kind: 'extension' },
    meaning: 'An extension at either end, with or without its prefix* and @domain.',
    example: 'ext:101',
    mistakenFor: ['extension'],
  },
  num: {
    level: 'event',
    form: { kind: 'number' },
    meaning:
      'A phone number by its digits: 7 or more match the end of a number, fewer the whole, with a * after them the start.',
    example: 'num:9161112233',
    mistakenFor: ['number', 'phone', 'caller', 'called', 'did'],
  },
  has: {
    level: 'event',
    form: text,
    meaning: 'A field is there and not empty.',
    example: '-has:RecID',
    mistakenFor: ['field', 'exists'],
  },
  'f.NAME': {
    level: 'event',
    form: textOrPrefix,
    meaning: 'The value of a field; a * at the end means any rest.',
    example: 'f.CallerIDName:"Anna Lind"',
  },
  bridged: {
    level: 'event',
    form: yesNo,
    meaning:
      'The field Bridged says that somebody, or nobody, took the call (an event without the field is neither).',
    example: 'bridged:no',
  },
  transfered: {
    level: 'event',
    form: yesNo,
    meaning:
      'The field Transfered says that the leg was forwarded (an event without the field is neither yes nor no).',
    example: 'transfered:yes',
  },
  after: {
    level: 'both',
    form: { kind: 'time' },
    meaning:
      "Received (calls: started) at that time or later; without a zone the server's, or so long before now.",
    example: 'after:-2h',
    mistakenFor: ['since', 'start'],
  },
  before: {
    level: 'both',
    form: { kind: 'time' },
    meaning: 'Received (calls: started) before that time.',
    example: 'before:2026-11-22T10:00',
    mistakenFor: ['until', 'end'],
  },
  finding: {
    level: 'both',
    form: { kind: 'finding' },
    meaning:
      'A protocol rule, by its id or level, has something to say: of an event by itself, of a call and any of its events.',
    example: 'finding:error,RL003',
    mistakenFor: ['lint', 'rule', 'level'],
  },
  outcome: {
    level: 'call',
    form: { kind: 'words', words: outcomes },
    meaning: `How the call ended; ${amongEvents}.`,
    example: 'outcome:missed',
    mistakenFor: ['result'],
  },
  direction: {
    level: 'call',
    form: { kind: 'words', words: directions },
    meaning: `Where the call came from and went; ${amongEvents}.`,
    example: 'direction:in',
    mistakenFor: ['flow', 'CallFlow'],
  },
  duration: {
    level: 'call',
    form: { kind: 'duration' },
    meaning: `How long they talked; ${amongEvents}.`,
    example: 'duration:>30s',
    mistakenFor: ['talk', 'length'],
  },
  rang: {
    level: 'call',
    form: { kind: 'duration' },
    meaning: `How long it rang; ${amongEvents}.`,
    example: 'rang:10s..20s',
    mistakenFor: ['ring', 'ringing'],
  },
} as const satisfies Record<string, Omit<FilterKey, 'key'>>;

export type KeyName = keyof typeof keyRows;

/** All keys in the order they are documented in. */
export const filterKeys: readonly FilterKey[] = Object.entries(keyRows).map(([key, row]) => ({
  key,
  ...row,
}));

/** Words without a key, documented beside the keys. */
export const freeTextHelp = {
  level: 'event',
  meaning:
    'Every word starts a word of the names and values, without regard to case and accents; quoted words follow each other.',
  example: 'petrov "wrong number"',
} as const;

/** The form of a key's values. */
export function formOf<K extends KeyName>(key: K): (typeof keyRows)[K]['form'] {
  return keyRows[key].form;
}

/** The key of this name in any case, `f.NAME` for none; undefined if there is none. */
export function keyNamed(name: string): Exclude<KeyName, 'f.NAME'> | undefined {
  const lower = name.toLowerCase();
  return plainKeys.find((key) => key === lower);
}

const plainKeys = Object.keys(keyRows).filter(
  (key): key is Exclude<KeyName, 'f.NAME'> => key !== 'f.NAME',
);

/** Each name that leads to a key, the keys' own first. */
export const keyHints: ReadonlyMap<string, string> = new Map([
  ...plainKeys.map((key) => [key, key] as const),
  ...filterKeys.flatMap(({ key, mistakenFor = [] }) =>
    mistakenFor.map((other) => [other, key] as const),
  ),
]);
