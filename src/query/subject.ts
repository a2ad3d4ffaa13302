import type { DecodedEvent } from '../protocol/decode.ts';
import { fieldOf, type Fields } from '../protocol/fields.ts';
import { extensionsOf, numbersOf, type Extension } from '../protocol/parties.ts';
import type { Finding } from '../protocol/rule.ts';
import { findingsOfEvent } from '../protocol/rules.ts';
import { splitTarget } from '../protocol/target.ts';
import { decodeUtf8 } from '../protocol/utf8.ts';
import { fold, foldWords } from './fold.ts';

/** What is known of an event that a filter may ask for. */
export interface SubjectSource {
  /** µs since 1970 UTC. */
  readonly receivedAtUs: number;
  readonly origin: 'received' | 'fixture' | 'import';
  readonly method: string;
  /** As sent, one character (U+0000 to U+00FF) for each byte. */
  readonly target: string;
  readonly decoded: DecodedEvent;
  /** The header as sent. */
  readonly contentType?: string | undefined;
  readonly bodyBytes: number;
  /** What findings name the event by; empty if absent. */
  readonly id?: string;
}

/** An event as filters see it. What costs work is found when it is first asked for, and then kept. */
export class Subject {
  readonly #source: SubjectSource;
  #path: string | undefined;
  #extensions: readonly Extension[] | undefined;
  #numbers: readonly string[] | undefined;
  #foldedFields: ReadonlyMap<string, readonly string[]> | undefined;
  #texts: readonly (readonly string[])[] | undefined;
  #words: ReadonlySet<string> | undefined;
  #findings: readonly Finding[] | undefined;

  constructor(source: SubjectSource) {
    this.#source = source;
  }

  get receivedAtUs(): number {
    return this.#source.receivedAtUs;
  }

  get origin(): SubjectSource['origin'] {
    return this.#source.origin;
  }

  get method(): string {
    return this.#source.method;
  }

  get type(): DecodedEvent['type'] {
    return this.#source.decoded.type;
  }

  get myid(): string {
    return this.#source.decoded.myid;
  }

  get callId(): string | undefined {
    return this.#source.decoded.callId;
  }

  get subCallId(): string | undefined {
    return this.#source.decoded.subCallId;
  }

  get fields(): Fields {
    return this.#source.decoded.fields;
  }

  /** `CallStatus`. */
  get status(): string | undefined {
    return fieldOf(this.fields, 'CallStatus');
  }

  /** `Bridged` as sent. */
  get bridged(): string | undefined {
    return fieldOf(this.fields, 'Bridged');
  }

  /** `Transfered` as sent. */
  get transfered(): string | undefined {
    return fieldOf(this.fields, 'Transfered');
  }

  /** The path of the target, decoded, without the query. */
  get path(): string {
    return (this.#path ??= decodePath(splitTarget(this.#source.target).path));
  }

  get extensions(): readonly Extension[] {
    return (this.#extensions ??= extensionsOf(this.fields));
  }

  get numbers(): readonly string[] {
    return (this.#numbers ??= numbersOf(this.fields));
  }

  /** The values that are not empty, by folded name: names that differ in case only have several. */
  get foldedFields(): ReadonlyMap<string, readonly string[]> {
    return (this.#foldedFields ??= foldFields(this.fields));
  }

  /** The names of the fields that are not empty, in order, as sent. */
  *filledNames(): Generator<string> {
    const { fields } = this;
    for (const name in fields) if (fields[name] !== '') yield name;
  }

  /** `texts` one after the other: for who does not need them all. */
  *eachText(): Generator<readonly string[]> {
    if (this.#texts) yield* this.#texts;
    else yield* textsOf(this.#source.decoded);
  }

  /** The folded words of each name and each value, of query and form alike. */
  get texts(): readonly (readonly string[])[] {
    return (this.#texts ??= [...textsOf(this.#source.decoded)]);
  }

  /** All words of `texts`. */
  get words(): ReadonlySet<string> {
    return (this.#words ??= new Set(this.texts.flat()));
  }

  /** What the rules say of the event by itself. */
  get findings(): readonly Finding[] {
    return (this.#findings ??= findFindings(this.#source));
  }
}

function findFindings(source: SubjectSource): readonly Finding[] {
  const { receivedAtUs, method, decoded, contentType, bodyBytes, id = '' } = source;
  const { type, fields, query, form } = decoded;
  return findingsOfEvent({
    id,
    receivedAtUs,
    type,
    method,
    fields,
    query,
    form,
    contentType,
    bodyBytes,
  });
}

function decodePath(path: string): string {
  if (!path.includes('%')) return decodeUtf8(path);
  const byte = (escape: string): string =>
    String.fromCharCode(Number.parseInt(escape.slice(1), 16));
  return decodeUtf8(path.replace(/%[\da-f]{2}/gi, byte));
}

function foldFields(fields: Fields): ReadonlyMap<string, readonly string[]> {
  const folded = new Map<string, string[]>();
  for (const name in fields) {
    const value = fields[name];
    if (value === undefined || value === '') continue;
    const key = fold(name);
    const others = folded.get(key);
    if (others === undefined) folded.set(key, [value]);
    else others.push(value);
  }
  return folded;
}

function* textsOf({ query, form = [] }: DecodedEvent): Generator<readonly string[]> {
  for (const pairs of [query, form])
    for (const [name, value] of pairs) {
      yield wordsOfName(name);
      if (value !== '') yield foldWords(value);
    }
}

/** Names are the same few in every event. */
function wordsOfName(name: string): readonly string[] {
  const known = knownNames.get(name);
  if (known) return known;
  const words = foldWords(name);
  if (knownNames.size < maxKnownNames && name.length <= maxKnownName) knownNames.set(name, words);
  return words;
}

const knownNames = new Map<string, readonly string[]>();
/** The PBX has about fifty; what a sender makes up takes no more room than this. */
const maxKnownNames = 500;
const maxKnownName = 64;
