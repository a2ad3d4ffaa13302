import type { ApiCall } from '../api/call.ts';
import type { ApiSender, ApiSenders } from '../api/sender-routes.ts';
import { isoTime } from '../formats/iso-time.ts';
import type { ExtensionSummary } from '../protocol/rule.ts';
import { findingsOfStream } from '../protocol/rules.ts';
import { shortName } from '../protocol/short-name.ts';
import type { CallSearch } from './call-search.ts';
import type { SenderCount } from './sender-counts.ts';
import type { Search } from './search.ts';

/** What an extension is; `unknown` while none of its calls tells. */
type Kind = ApiSender['kind'];

/**
 * Who sends events, and what: every extension with its counts and what the rules say of it, the most recent first. What an extension is
 * told by the call of its last hangup, or by one it was also in.
 * @throws {AppError} what the engine throws
 */
export async function readSenders(search: Search, calls: CallSearch): Promise<ApiSenders> {
  const { counts, isComplete, indexedTo } = await search.senders(maxSenderCounts);
  const groups = Map.groupBy(counts, ({ extension }) => extension);
  const kinds = await kindsOf(groups, calls);
  const summaries = Array.from(groups, ([extension, own]) => ({
    own,
    kind: kinds.get(extension) ?? 'unknown',
    summary: summaryOf(extension, own),
  }));
  const owners = ownersOf(summaries.map(({ summary }) => summary));
  const senders = summaries.map(({ own, kind, summary }) => ({
    extension: summary.extension,
    extensionId: summary.extensionId,
    kind,
    lastAt: isoTime(own[0]?.lastAtUs ?? 0),
    sent: own.map(({ myid, type, method, count, lastAtUs }) => ({
      myid,
      type,
      method,
      count,
      lastAt: isoTime(lastAtUs),
    })),
    findings: findingsOf(summary, kind, owners),
  }));
  return { senders, isComplete, indexedTo };
}

/** A screenful of a large PBX, and what one answer may hold. */
const maxSenderCounts = 1_000;

function summaryOf(extension: string, own: readonly SenderCount[]): ExtensionSummary {
  const extensionId = own.find((count) => count.extensionId !== '')?.extensionId;
  return {
    extension,
    ...(extensionId === undefined ? undefined : { extensionId }),
    myids: [...new Set(own.map(({ myid }) => myid))],
    types: [...new Set(own.map(({ type }) => type))],
  };
}

/** Whose a myid may be: those few are all that the rules must look at. */
function ownersOf(
  summaries: readonly ExtensionSummary[],
): ReadonlyMap<string, readonly ExtensionSummary[]> {
  const owners = new Map<string, ExtensionSummary[]>();
  for (const summary of summaries) {
    const { extension, extensionId } = summary;
    for (const tag of new Set([extensionId ?? '', shortName(extension), extension])) {
      const others = owners.get(tag);
      if (others) others.push(summary);
      else owners.set(tag, [summary]);
    }
  }
  return owners;
}

function findingsOf(
  summary: ExtensionSummary,
  kind: Kind,
  owners: ReadonlyMap<string, readonly ExtensionSummary[]>,
): ApiSender['findings'] {
  if (summary.extension === '') return [];
  const others = summary.myids.flatMap((myid) => owners.get(myid)?.slice(0, maxOwners) ?? []);
  // The four types are what a phone should send.
  const types = kind === 'ivr' || kind === 'queue' ? [] : summary.types;
  return [...findingsOfStream({ ...summary, types }, others)];
}

/** A myid may be made to be anybody's; the first few are enough to name one. */
const maxOwners = 8;

/** What the extensions are, as far as some of their calls tell. */
async function kindsOf(
  groups: ReadonlyMap<string, readonly SenderCount[]>,
  calls: CallSearch,
): Promise<ReadonlyMap<string, Kind>> {
  const kinds = new Map<string, Kind>();
  const wanted = [...groups].filter(([extension]) => extension !== '').slice(0, maxKinds);
  const rows = wanted.flatMap(([, own]) => tellingCall(own) ?? []);
  const all = [...new Set(rows)];
  for (let at = 0; at < all.length; at += callsAtOnce) {
    const shown = await calls.show(Float64Array.from(all.slice(at, at + callsAtOnce)));
    for (const { json } of shown) noteKinds(kinds, JSON.parse(json) as ApiCall); // As calls are shown.
  }
  return kinds;
}

/** The rest, which are those not heard of for longest, stay unknown: each is a call to put together. */
const maxKinds = 200;
const callsAtOnce = 20;

/** A hangup tells most: by `Bridged`, which only IVRs and queues send. */
function tellingCall(own: readonly SenderCount[]): number | undefined {
  const withCall = own.filter(({ call }) => call !== undefined);
  const best = withCall.find(({ type }) => type === 'hangup') ?? withCall[0];
  return best?.call;
}

/** The first call that tells of an extension decides. Who only rings may be anything. */
function noteKinds(kinds: Map<string, Kind>, { legs }: ApiCall): void {
  for (const { extension, kind, state } of legs) {
    if (extension === undefined || kinds.has(extension)) continue;
    if (kind !== 'phone' || state === 'talking' || state === 'ended') kinds.set(extension, kind);
  }
}
