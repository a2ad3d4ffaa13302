import { AppError } from '../errors.ts';
import type { ExtensionKind } from '../protocol/call.ts';
import { eventTypes, type EventType } from '../protocol/classify.ts';
import { didYouMean } from './did-you-mean.ts';

/** Which events the extensions of each kind send; `all` is every one they have. */
export type Subscriptions = Readonly<Record<ExtensionKind, 'all' | readonly EventType[]>>;

/** Everything. */
export const allSubscriptions: Subscriptions = { phone: 'all', ivr: 'all', queue: 'all' };

/**
 * Reads `phones=all,ivr=hangup`: of each kind of extension `all`, `none` or types of events with `+` between them. What is not named sends
 * everything, but queues send what IVRs do: the vendor speaks of them together.
 * @throws {AppError} `bad_scenario`
 */
export function parseSubscriptions(text: string): Subscriptions {
  const given = new Map<ExtensionKind, 'all' | readonly EventType[]>();
  for (const part of text.split(',')) {
    const [word = '', types = '', ...more] = part.split('=').map((one) => one.trim());
    const kind = kindWords.get(word);
    if (kind === undefined)
      throw wrong(
        `"${word}" is no kind of extension`,
        didYouMean(word, [...kindWords.keys()], 'phones, ivr and queue'),
      );
    if (types === '' || more.length > 0)
      throw wrong(`"${part.trim()}" is not understood`, ' Write phones=all or ivr=hangup.');
    if (given.has(kind)) throw wrong(`${word} is there twice`, '');
    given.set(kind, parseTypes(types));
  }
  const ivr = given.get('ivr') ?? 'all';
  return { phone: given.get('phone') ?? 'all', ivr, queue: given.get('queue') ?? ivr };
}

/** Whether an extension of this kind sends this type of event. */
export function isSubscribed(
  subscriptions: Subscriptions,
  kind: ExtensionKind,
  type: EventType,
): boolean {
  const types = subscriptions[kind];
  return types === 'all' || types.includes(type);
}

const kindWords: ReadonlyMap<string, ExtensionKind> = new Map([
  ['phones', 'phone'],
  ['ivr', 'ivr'],
  ['queue', 'queue'],
]);

const known: readonly EventType[] = eventTypes.filter((type) => type !== 'unknown');

function parseTypes(text: string): 'all' | readonly EventType[] {
  if (text === 'all') return 'all';
  if (text === 'none') return [];
  return text.split('+').map((word) => {
    const type = known.find((one) => one === word.trim());
    if (type === undefined)
      throw wrong(
        `"${word.trim()}" is no type of event`,
        didYouMean(word, known, 'all, none, dial-in, dial-out, answer and hangup among others'),
      );
    return type;
  });
}

function wrong(what: string, hint: string): AppError {
  return new AppError('bad_scenario', `Subscriptions: ${what}.${hint}`);
}
