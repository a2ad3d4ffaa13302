/**
 * What a full-text index keeps of an event. A token is one letter for what it is about, then the value, written so that an engine which
 * knows only ASCII letters, ASCII digits and characters from U+0080 as parts of a token, and folds ASCII case, keeps it whole and apart
 * from all others. Tokens only ever tell the truth; what they cannot say (a value longer than 64 characters, a word beyond the 1,000th)
 * they say to leave open, and `match` decides.
 */
import { fold } from './fold.ts';
import type { Subject } from './subject.ts';

/** What a token is about: its first letter. */
const tokenClass = {
  type: 't',
  myid: 'i',
  origin: 'o',
  method: 'm',
  path: 'p',
  call: 'c',
  leg: 'l',
  status: 's',
  ext: 'e',
  num: 'n',
  numReversed: 'r',
  has: 'h',
  bridged: 'b',
  transfered: 'x',
  finding: 'f',
  word: 'w',
} as const;

export type TokenClass = keyof typeof tokenClass;

/** Only events with more names and words than are indexed have this token. */
export const cutToken = 'z';

/** How many tokens for names and words an event has at most: more is no event of a PBX, and must not fill the index. */
const maxNamesAndWords = 1000;

/** The tokens of an event. `isCut`: some of its names or words have none, and `cutToken` is among the tokens. */
export function tokensOf(subject: Subject): {
  readonly tokens: ReadonlySet<string>;
  readonly isCut: boolean;
} {
  const tokens = new Set<string>();
  const add = (about: TokenClass, sent: string | undefined): void => {
    if (sent !== undefined && sent !== '') tokens.add(tokenOf(about, fold(sent)));
  };
  add('type', subject.type);
  add('myid', subject.myid);
  add('origin', subject.origin);
  add('method', subject.method);
  add('path', subject.path);
  add('call', subject.callId);
  add('leg', subject.subCallId);
  add('status', subject.status);
  add('bridged', subject.bridged);
  add('transfered', subject.transfered);
  for (const { name, number } of subject.extensions) {
    tokens.add(tokenOf('ext', name));
    if (number !== name && number !== '') tokens.add(tokenOf('ext', number));
  }
  for (const number of subject.numbers) {
    tokens.add(tokenOf('num', number));
    tokens.add(tokenOf('numReversed', reverseDigits(number)));
  }
  for (const { rule, level } of subject.findings) {
    add('finding', rule);
    add('finding', level);
  }
  const isCut = !addNamesAndWords(tokens, subject);
  if (isCut) tokens.add(cutToken);
  return { tokens, isCut };
}

/**
 * Adds as many as there is room for; false if that was not all. What there is no room for is not even folded: a megabyte of names would
 * otherwise keep all other events waiting for a second.
 */
function addNamesAndWords(tokens: Set<string>, subject: Subject): boolean {
  const maxTokens = tokens.size + maxNamesAndWords;
  for (const name of subject.filledNames()) {
    const token = hasToken(name);
    if (tokens.size === maxTokens && !tokens.has(token)) return false;
    tokens.add(token);
  }
  for (const words of subject.eachText())
    for (const word of words) {
      const token = wordToken(word);
      if (tokens.size === maxTokens && !tokens.has(token)) return false;
      tokens.add(token);
    }
  return true;
}

/** The token of a value that is already folded. Values that differ only after the 64th character share theirs. */
export function tokenOf(about: TokenClass, value: string): string {
  const letter = tokenClass[about];
  return isTooLong(value) ? `${letter}${encode(cut(value))}${cutMark}` : letter + encode(value);
}

/** What the tokens of all values with this beginning begin with; the beginning must not be too long. */
export function tokenPrefixOf(about: TokenClass, beginning: string): string {
  return tokenClass[about] + encode(beginning);
}

/** Whether a token holds the beginning of this value only. */
export function isTooLong(value: string): boolean {
  return value.length > maxValueLength;
}

export function reverseDigits(digits: string): string {
  let reversed = '';
  for (const digit of digits) reversed = digit + reversed;
  return reversed;
}

const maxValueLength = 64;

/** Names are the same few in every event. */
function hasToken(name: string): string {
  const known = knownNames.get(name);
  if (known !== undefined) return known;
  const token = tokenOf('has', fold(name));
  if (knownNames.size < maxKnownNames && name.length <= maxValueLength) knownNames.set(name, token);
  return token;
}

const knownNames = new Map<string, string>();
/** The PBX has about fifty; what a sender makes up takes no more room than this. */
const maxKnownNames = 500;

/** A word consists of token characters, so there is nothing to encode. */
function wordToken(word: string): string {
  return isTooLong(word) ? tokenOf('word', word) : tokenClass.word + word;
}

/** Never between the halves of a surrogate pair: they could not be stored. */
function cut(value: string): string {
  const last = value.charCodeAt(maxValueLength - 1);
  return value.slice(0, last >= 0xd800 && last <= 0xdbff ? maxValueLength - 1 : maxValueLength);
}

/** Begins what stands for a character that no token can have, so it cannot stand for itself either. */
const escapeSign = '\ue000';
const cutMark = `${escapeSign}zy`;

function encode(value: string): string {
  return plain.test(value) ? value : value.replace(notPlain, (character) => codes[character] ?? '');
}

const plain = /^[a-z0-9\u0080-\udfff\ue001-\uffff]*$/;
const notPlain = /[^a-z0-9\u0080-\udfff\ue001-\uffff]/g;

const codes: Readonly<Record<string, string>> = Object.fromEntries([
  ...Array.from({ length: 128 }, (_, code) => [
    String.fromCharCode(code),
    escapeSign + code.toString(16).padStart(2, '0'),
  ]),
  [escapeSign, `${escapeSign}zz`],
]) as Readonly<Record<string, string>>; // The pairs above are strings.
