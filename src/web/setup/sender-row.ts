import type { ApiSender } from '../../api/sender-routes.ts';
import { eventTypes } from '../../protocol/classify.ts';
import { shortName } from '../../protocol/short-name.ts';
import { adviceOf, type Advice } from './advice.ts';
import { phoneTypes, type SubscriptionMethod } from './subscription.ts';

/** What was sent, added up. */
export interface SentSum {
  readonly count: number;
  readonly lastAt: string;
}

/** An extension as the table shows it. */
export interface SenderRow {
  readonly sender: ApiSender;
  /** What people call it. */
  readonly name: string;
  /** The most used first; without the empty one. */
  readonly myids: readonly string[];
  readonly byType: ReadonlyMap<string, SentSum>;
  /** The most used first. */
  readonly methods: readonly (readonly [method: string, count: number])[];
  readonly advice: Advice;
  /** Other than what `advice` says as well. */
  readonly findings: ApiSender['findings'];
  /** As the PBX's API names it. */
  readonly apiName: string;
  /** What a subscription of it should carry. */
  readonly myid: string;
}

/** The rows of all that have a name: those that break advice first, then by number. */
export function senderRows(senders: readonly ApiSender[]): readonly SenderRow[] {
  return senders
    .filter(({ extension }) => extension !== '')
    .map(rowOf)
    .sort((a, b) => weightOf(b) - weightOf(a) || byName.compare(a.name, b.name));
}

const byName = new Intl.Collator('en', { numeric: true });

function rowOf(sender: ApiSender): SenderRow {
  const { extension, extensionId, sent, findings } = sender;
  const byType = new Map<string, SentSum>();
  for (const { type, count, lastAt } of sent) {
    const known = byType.get(type);
    const isNewer = known === undefined || lastAt > known.lastAt;
    byType.set(type, {
      count: count + (known?.count ?? 0),
      lastAt: isNewer ? lastAt : known.lastAt,
    });
  }
  const myids = countedBy(sent, ({ myid }) => myid).flatMap(([myid]) => (myid === '' ? [] : myid));
  const name = shortName(extension);
  return {
    sender,
    name,
    myids,
    byType,
    methods: countedBy(sent, ({ method }) => method),
    advice: adviceOf(sender),
    // The advice says that a type is missing, whatever the others are.
    findings: findings.filter(({ rule }) => rule !== 'RL033'),
    apiName: extensionId ?? `@${name}`,
    myid: myids[0] ?? extensionId ?? name,
  };
}

function countedBy(
  sent: ApiSender['sent'],
  keyOf: (one: ApiSender['sent'][number]) => string,
): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const one of sent) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + one.count);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

function weightOf({ advice, findings }: SenderRow): number {
  if (advice.missing.includes('hangup')) return 4;
  if (advice.missing.length > 0) return 3;
  if (findings.length > 0) return 2;
  return advice.needless.length > 0 ? 1 : 0;
}

/** The columns: what a phone should send, then whatever else some extension has sent. */
export function typeColumns(rows: readonly SenderRow[]): readonly string[] {
  const wanted: readonly string[] = phoneTypes;
  const sent = new Set(rows.flatMap(({ byType }) => [...byType.keys()]));
  return eventTypes.filter((type) => wanted.includes(type) || sent.has(type));
}

/** The method that most events come by; GET, as in the vendor's example, if there are none. */
export function usualMethod(senders: readonly ApiSender[]): SubscriptionMethod {
  const [usual] = countedBy(
    senders.flatMap(({ sent }) => sent),
    ({ method }) => method,
  );
  return usual?.[0] === 'POST' ? 'POST' : 'GET';
}
