import type { ApiSender } from '../../api/sender-routes.ts';
import { phoneTypes } from './subscription.ts';

/** What is to be said of the types of events that an extension has sent. */
export interface Advice {
  /** Wanted, and never seen; hangup first, for most hangs on it. */
  readonly missing: readonly string[];
  /** Seen, and not needed of what this is. */
  readonly needless: readonly string[];
  /** What is missing or not needed, and why that matters; empty if nothing is. */
  readonly what: string;
  readonly why: string;
}

/** What the vendor advises: phones send four types; IVRs and queues their hangup only. */
export function adviceOf({ kind, sent }: Pick<ApiSender, 'kind' | 'sent'>): Advice {
  const seen = new Set(sent.map(({ type }) => type));
  const isOfCalls = phoneTypes.some((type) => seen.has(type));
  const isPassing = kind === 'ivr' || kind === 'queue';
  const wanted: readonly string[] = !isOfCalls ? [] : isPassing ? ['hangup'] : phoneTypes;
  const missing = wanted.filter((type) => !seen.has(type)).sort(hangupFirst);
  const needless = isPassing
    ? phoneTypes.filter((type) => type !== 'hangup' && seen.has(type))
    : [];
  return { missing, needless, ...wordsOf(kind, missing, needless) };
}

function hangupFirst(a: string, b: string): number {
  return Number(b === 'hangup') - Number(a === 'hangup');
}

function wordsOf(
  kind: ApiSender['kind'],
  missing: readonly string[],
  needless: readonly string[],
): Pick<Advice, 'what' | 'why'> {
  if (missing.length > 0)
    return {
      what: `Never sent ${listed(missing)}:`,
      why: `${missing.map((type) => whyOf(kind, type)).join('; ')}. ${remedyOf(kind, missing.length)}`,
    };
  if (needless.length === 0) return { what: '', why: '' };
  return {
    what: `Also sends ${listed(needless)}:`,
    why: `of ${kind === 'ivr' ? 'an IVR' : 'a queue'} hangup is enough, and the PBX limits how many events it watches.`,
  };
}

function remedyOf(kind: ApiSender['kind'], count: number): string {
  if (kind === 'unknown')
    return 'Nothing tells yet what it is; of an IVR or a queue hangup is enough.';
  return count === 1
    ? 'A subscription is missing, unless there was no such call yet.'
    : 'Subscriptions are missing, unless there were no such calls yet.';
}

function whyOf(kind: ApiSender['kind'], type: string): string {
  if (type !== 'hangup') return whys[type] ?? '';
  return kind === 'ivr' || kind === 'queue'
    ? 'only that tells, by Bridged, whether anybody answered'
    : 'its calls never end here, and have no outcome, duration or recording';
}

const whys: Readonly<Record<string, string>> = {
  'dial-in': 'an incoming call is not known before it is answered or over',
  'dial-out': 'an outgoing call is not known before it is answered or over',
  answer: 'nothing tells when a call was answered',
};

function listed(words: readonly string[]): string {
  return words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
