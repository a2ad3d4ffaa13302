import type { Leg } from './call.ts';
import { name } from './named.ts';

/** As much of a call as its way is told by. */
interface TravelledCall {
  readonly caller?: string | undefined;
  readonly called?: string | undefined;
  readonly answeredBy?: string | undefined;
  readonly transferredTo: readonly string[];
  readonly via: readonly string[];
  readonly legs: readonly (Pick<Leg, 'kind' | 'flow'> & {
    readonly extension?: string | undefined;
  })[];
}

/**
 * Who called whom through what, as people speak of them: `+78123351127`, `098`, `887`, `101`. The last is who answered, or
 * whom he transferred it to; else the phone that rang, or how many did. It is the sender's text: escape it.
 */
export function wayOf(call: TravelledCall): readonly string[] {
  const { caller, called, via, answeredBy, transferredTo } = call;
  const way = [name(caller, 'somebody')];
  const add = (sent: string | undefined): void => {
    const place = name(sent, '');
    if (place !== '' && !way.includes(place, 1)) way.push(place);
  };
  const phones = phonesIn(call);
  const isThrough = called === undefined || via.includes(called);
  for (const stop of via) add(stop);
  if (!isThrough) add(called);
  add(answeredBy);
  if (isThrough && answeredBy === undefined)
    if (phones.length > 1) way.push(`${phones.length} phones`);
    else add(phones[0]);
  for (const stop of transferredTo) add(stop);
  if (way.length === 1) way.push('an unknown number');
  return way;
}

function phonesIn({ legs }: TravelledCall): readonly string[] {
  const rung = legs.flatMap(({ kind, flow, extension }) =>
    kind === 'phone' && flow === 'in' && extension !== undefined ? [extension] : [],
  );
  return [...new Set(rung)];
}
