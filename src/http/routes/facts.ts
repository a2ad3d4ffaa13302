import type { FactView } from '../../api/fact.ts';
import { isoTime } from '../../formats/iso-time.ts';
import type { StoredFact } from '../../journal/fact.ts';
import type { Store } from '../../journal/store.ts';
import type { Handlers } from '../router.ts';

/** The route about what the service itself noted. */
export function factRoutes(store: Pick<Store, 'facts'>): Pick<Handlers, 'facts'> {
  return {
    facts: async ({ query: { kind, before, limit } }) => {
      const read = (beforeSeq: number | undefined, count: number): Promise<readonly StoredFact[]> =>
        store.facts({
          ...(kind === undefined ? {} : { kind }),
          ...(beforeSeq === undefined ? {} : { beforeSeq }),
          limit: count,
        });
      const facts = await read(before, limit);
      const last = facts.at(-1)?.seq;
      const hasMore =
        facts.length === limit && last !== undefined && (await read(last, 1)).length > 0;
      return { json: { facts: facts.map(factView), next: hasMore ? String(last) : undefined } };
    },
  };
}

function factView(fact: StoredFact): FactView {
  const { seq, kind, atUs, reason, message, peer, status, count, bytes } = fact;
  return {
    seq,
    kind,
    at: isoTime(atUs),
    reason,
    message,
    peer,
    status,
    count,
    bytesBase64: bytes && Buffer.from(bytes).toString('base64'),
  };
}
