import { minIdPrefix, minNumberEnd } from './event-term.ts';
import {
  isCallTerm,
  isTimeTerm,
  type EventValueTerm,
  type FieldTerm,
  type Filter,
  type FindingTerm,
  type FreeText,
  type Term,
  type TimeTerm,
  type Value,
} from './filter.ts';
import { foldWords } from './fold.ts';
import {
  cutToken,
  isTooLong,
  reverseDigits,
  tokenOf,
  tokenPrefixOf,
  type TokenClass,
} from './tokens.ts';

/** A question about the tokens of an event (`tokensOf`). */
export type TokenQuery =
  | { readonly all: readonly TokenQuery[] }
  | { readonly any: readonly TokenQuery[] }
  | { readonly not: TokenQuery }
  | { readonly token: string }
  | { readonly prefix: string };

/** What an index may select before `matches` decides: never fewer events than match. */
export interface Narrowing {
  /** Absent: every event. */
  readonly tokens?: TokenQuery;
  /** Received at this time or later, µs since 1970 UTC. */
  readonly fromUs?: number;
  /** Received before this time. */
  readonly untilUs?: number;
  /** All events selected match, except perhaps those whose tokens are cut. */
  readonly isExact: boolean;
}

/** A question that every match answers with yes; `isExact`: and no other event whose tokens are not cut does. */
interface Answer {
  readonly query?: TokenQuery;
  readonly isExact: boolean;
}

/** What the index can know of a filter. */
export function narrow(filter: Filter): Narrowing {
  let fromUs: number | undefined;
  let untilUs: number | undefined;
  let isExact = true;
  const queries: TokenQuery[] = [];
  for (const term of filter.terms) {
    if (isTimeTerm(term)) {
      if ((term.key === 'after') !== term.isNegated) fromUs = Math.max(fromUs ?? 0, term.atUs);
      else untilUs = Math.min(untilUs ?? Infinity, term.atUs);
      continue;
    }
    const answer = term.isNegated ? negated(answerOf(term)) : withCut(term, answerOf(term));
    if (answer.query !== undefined) queries.push(answer.query);
    isExact &&= answer.isExact;
  }
  return {
    ...(queries.length > 0 && { tokens: allOf(queries) }),
    ...(fromUs !== undefined && { fromUs }),
    ...(untilUs !== undefined && { untilUs }),
    isExact,
  };
}

const unknown: Answer = { isExact: false };

/**
 * An event whose tokens are cut may have any name or word. A negated term needs no such care: its `not` then selects the event too often,
 * never too seldom.
 */
function withCut(term: Term, { query, isExact }: Answer): Answer {
  const isAboutWords = term.key === 'text' || term.key === 'f' || term.key === 'has';
  if (query === undefined || !isAboutWords) return { ...(query && { query }), isExact };
  return { query: anyOf([query, { token: cutToken }]), isExact };
}

/** Only what the index knows exactly can be left out by it. */
function negated({ query, isExact }: Answer): Answer {
  return query !== undefined && isExact ? { query: { not: query }, isExact } : unknown;
}

function answerOf(term: Exclude<Term, TimeTerm>): Answer {
  if (isCallTerm(term)) return unknown;
  if (term.key === 'text') return anyAnswer(term.values.map(answerOfText));
  if (term.key === 'f') return answerOfField(term);
  return anyAnswer(term.values.map((value) => answerOfValue(term.key, value)));
}

function answerOfField(term: FieldTerm): Answer {
  const name: TokenQuery = { token: tokenOf('has', term.foldedName) };
  const { query } = anyAnswer(term.values.map(answerOfFieldValue));
  return { query: query === undefined ? name : allOf([name, query]), isExact: false };
}

function answerOfValue(
  key: (EventValueTerm | FindingTerm)['key'],
  { wanted, isPrefix }: Value,
): Answer {
  switch (key) {
    case 'call':
    case 'leg':
      return wanted.length < minIdPrefix ? whole(key, wanted) : beginning(key, wanted);
    case 'ext':
      return answerOfExtension(wanted);
    case 'num':
      if (isPrefix) return beginning('num', wanted);
      return wanted.length < minNumberEnd
        ? whole('num', wanted)
        : beginning('numReversed', reverseDigits(wanted));
    case 'type':
    case 'myid':
    case 'origin':
    case 'method':
    case 'path':
    case 'status':
    case 'has':
    case 'bridged':
    case 'transfered':
    case 'finding':
      return isPrefix ? beginning(key, wanted) : whole(key, wanted);
  }
}

/** The domain counts where both have one: tokens leave it out. */
function answerOfExtension(wanted: string): Answer {
  const at = wanted.indexOf('@');
  if (at < 0) return whole('ext', wanted);
  const { query, isExact } = whole('ext', wanted.slice(0, at));
  return { ...(query && { query }), isExact: isExact && at === wanted.length - 1 };
}

/** The words of equal values are equal; those of a beginning are too, but the last may go on. */
function answerOfFieldValue({ wanted, isPrefix }: Value): Answer {
  const words = foldWords(wanted);
  return wordsAnswer(words, isPrefix ? words.length - 1 : words.length);
}

function answerOfText({ words, isPhrase }: FreeText): Answer {
  const answer = wordsAnswer(words, isPhrase ? words.length - 1 : 0);
  return isPhrase ? { ...answer, isExact: false } : answer;
}

/** Shorter beginnings are those of so many words that looking them up costs more than it saves. */
const minWordBeginning = 3;

/** The first words are whole ones, the others beginnings. */
function wordsAnswer(words: readonly string[], wholeCount: number): Answer {
  const answers = words.map((word, index) => {
    if (index < wholeCount) return whole('word', word);
    return word.length < minWordBeginning ? unknown : beginning('word', word);
  });
  const queries = answers.flatMap(({ query }) => (query === undefined ? [] : [query]));
  return {
    ...(queries.length > 0 && { query: allOf(queries) }),
    isExact: answers.every(({ isExact }) => isExact),
  };
}

function whole(about: TokenClass, value: string): Answer {
  return { query: { token: tokenOf(about, value) }, isExact: !isTooLong(value) };
}

function beginning(about: TokenClass, value: string): Answer {
  if (isTooLong(value)) return whole(about, value);
  return { query: { prefix: tokenPrefixOf(about, value) }, isExact: true };
}

function anyAnswer(answers: readonly Answer[]): Answer {
  const queries: TokenQuery[] = [];
  for (const { query } of answers) {
    if (query === undefined) return unknown;
    queries.push(query);
  }
  return { query: anyOf(queries), isExact: answers.every(({ isExact }) => isExact) };
}

function allOf(queries: readonly TokenQuery[]): TokenQuery {
  const [first] = queries;
  return first !== undefined && queries.length === 1 ? first : { all: queries };
}

function anyOf(queries: readonly TokenQuery[]): TokenQuery {
  const [first] = queries;
  return first !== undefined && queries.length === 1 ? first : { any: queries };
}
