/*
 * What an extension is, told from how it behaves in this call, never from its number.
 *
 * A phone is what answers (IVRs and queues send no answer in flow in), or ends a leg in flow in without a word about `Bridged`. An IVR or a
 * queue is what ends such a leg with `Bridged`, or is named as the CallerExtension where another extension is rung for a caller who is somebody
 * else: it passes a call on. Not so where the call is an internal transfer (RemoteNumber) or a callback, or the extension itself called out
 * and nobody came from outside: there a phone is named. The first of these that holds decides; what shows nothing is a phone.
 *
 * A queue is what has a thread of its own to its agents (flow out, not forwarded), rings the same extension again, or was reached through an
 * IVR or queue; or, when only hangups tell, the one that rang somebody while another did not. A submenu is therefore taken for a queue: it is
 * the one that decides then, which is right as well. An unanswered dial that others follow is no evidence: phones ringing one after the other
 * look the same.
 */
import type { ExtensionKind } from './call.ts';
import { isNumberOf } from './end.ts';
import type { SentLeg } from './sent-leg.ts';

/** The extensions that are no phones. */
export type Kinds = ReadonlyMap<string, Exclude<ExtensionKind, 'phone'>>;

interface Behaviour {
  hasAnswered: boolean;
  hasBridged: boolean;
  /** In flow in, without `Bridged`. */
  hasEndedPlainly: boolean;
  /** In flow in, without an answer. */
  hasBeenReached: boolean;
  /** In flow out, not forwarded. */
  hasCalled: boolean;
  /** On behalf of somebody else. */
  hasPassedOn: boolean;
  hasRungAgain: boolean;
  /** Extensions it rang, and those that are named as having rung it. */
  readonly rang: Set<string>;
  readonly rungBy: Set<string>;
}

/** The IVRs and queues among the extensions of a call. */
export function kindsOf(legs: readonly SentLeg[]): Kinds {
  const behaviours = observe(legs);
  const isFromOutside = legs.some(({ did }) => did !== undefined);
  const passing = [...behaviours].filter(([, seen]) => passesOn(seen, isFromOutside));
  const names = new Set(passing.map(([name]) => name));
  const queues = new Set(passing.filter(([, seen]) => isQueue(seen, names)).map(([name]) => name));
  const isRingerQueue = queues.size === 0 && passing.some(([, { rang }]) => rang.size === 0);
  return new Map(
    passing.map(([name, { rang }]) => [
      name,
      queues.has(name) || (isRingerQueue && rang.size > 0) ? 'queue' : 'ivr',
    ]),
  );
}

function passesOn(seen: Behaviour, isFromOutside: boolean): boolean {
  if (seen.hasAnswered) return false;
  if (seen.hasBridged) return true;
  if (seen.hasEndedPlainly || !seen.hasPassedOn) return false;
  return !seen.hasCalled || isFromOutside || seen.hasBeenReached;
}

function isQueue(seen: Behaviour, passing: ReadonlySet<string>): boolean {
  if (seen.hasCalled || seen.hasRungAgain) return true;
  for (const other of seen.rungBy) if (passing.has(other)) return true;
  return false;
}

function observe(legs: readonly SentLeg[]): ReadonlyMap<string, Behaviour> {
  const behaviours = new Map<string, Behaviour>();
  const of = (extension: string): Behaviour => {
    const known = behaviours.get(extension);
    if (known !== undefined) return known;
    const made = newBehaviour();
    behaviours.set(extension, made);
    return made;
  };
  const isCallback = legs.some(({ callBackId }) => callBackId !== undefined);
  for (const leg of legs) {
    if (leg.extension !== undefined) observeOwn(of(leg.extension), leg);
    const by = ringerOf(leg);
    if (by === undefined) continue;
    const ringer = of(by);
    if (leg.extension !== undefined) {
      if (ringer.rang.has(leg.extension)) ringer.hasRungAgain = true;
      ringer.rang.add(leg.extension);
      of(leg.extension).rungBy.add(by);
    }
    ringer.hasPassedOn ||= !isCallback && isForAnother(by, leg);
  }
  return behaviours;
}

function observeOwn(own: Behaviour, leg: SentLeg): void {
  if (leg.flow === 'out') {
    own.hasCalled ||= !leg.isTransfered;
    return;
  }
  own.hasAnswered ||= leg.answerAtUs !== undefined;
  own.hasBeenReached ||= leg.answerAtUs === undefined;
  own.hasBridged ||= leg.bridged !== undefined;
  own.hasEndedPlainly ||= leg.hangupAtUs !== undefined && leg.bridged === undefined;
}

/** The other extension that rings this leg. */
function ringerOf(leg: SentLeg): string | undefined {
  const { flow, callerExtension, extension } = leg;
  return flow === 'in' && callerExtension !== extension ? callerExtension : undefined;
}

function isForAnother(ringer: string, { remoteNumber, callerNumber }: SentLeg): boolean {
  if (remoteNumber !== undefined || callerNumber === undefined) return false;
  return !isNumberOf(ringer, callerNumber);
}

function newBehaviour(): Behaviour {
  return {
    hasAnswered: false,
    hasBridged: false,
    hasEndedPlainly: false,
    hasBeenReached: false,
    hasCalled: false,
    hasPassedOn: false,
    hasRungAgain: false,
    rang: new Set(),
    rungBy: new Set(),
  };
}
