import type { CallEvent } from './call.ts';
import { extensionName, extensionOfNumber, isOutsideNumber } from './end.ts';
import type { SentEvent } from './sent-event.ts';

export type Flow = 'in' | 'out';

/** What the events of one leg say, before the call as a whole tells what its extension is. */
export interface SentLeg {
  readonly subCallId: string;
  readonly isGuessed: boolean;
  readonly flow: Flow;
  /** Of the sending side. */
  readonly extension: string | undefined;
  readonly extensionId: string | undefined;
  readonly callerExtension: string | undefined;
  /** Rather one that is outside: it may differ from event to event. */
  readonly callerNumber: string | undefined;
  readonly callerName: string | undefined;
  readonly calledExtension: string | undefined;
  readonly calledNumber: string | undefined;
  readonly did: string | undefined;
  readonly remoteNumber: string | undefined;
  readonly callBackId: string | undefined;
  readonly isTransfered: boolean;
  readonly bridged: boolean | undefined;
  readonly status: string | undefined;
  /** What the hangup says of the talk; undefined if it says nothing that can be true, or 0. */
  readonly durationUs: number | undefined;
  readonly recId: string | undefined;
  /** The first of each, but the last hangup. */
  readonly dialAtUs: number | undefined;
  readonly answerAtUs: number | undefined;
  readonly hangupAtUs: number | undefined;
  /** By the receive clock. */
  readonly hangupReceivedAtUs: number | undefined;
  readonly events: readonly CallEvent[];
}

/** The leg that these events make, which are in order and at least one. */
export function toSentLeg(
  subCallId: string,
  isGuessed: boolean,
  events: readonly SentEvent[],
): SentLeg {
  const first = (name: Parameters<SentEvent['sent']>[0]): string | undefined => {
    for (const event of events) {
      const value = event.sent(name);
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const flow = flowOfLeg(events);
  const callerExtension = extensionName(first('CallerExtension'));
  const calledExtension = extensionName(first('CalledExtension'));
  const calledNumber = first('CalledNumber');
  const callerId = callerOf(events);
  const hangup = events.findLast(({ step }) => step === 'hangup');
  return {
    subCallId,
    isGuessed,
    flow,
    extension:
      flow === 'in'
        ? (calledExtension ?? extensionOfNumber(calledNumber))
        : (callerExtension ?? extensionOfNumber(first('CallerIDNum'))),
    extensionId: first(flow === 'in' ? 'CalledExtensionID' : 'CallerExtensionID'),
    callerExtension,
    callerNumber: callerId?.sent('CallerIDNum'),
    callerName: callerId?.sent('CallerIDName'),
    calledExtension,
    calledNumber,
    did: first('CalledDID'),
    remoteNumber: first('RemoteNumber'),
    callBackId: first('CallBackID'),
    isTransfered: events.some((event) => word(event.sent('Transfered')) === 'yes'),
    bridged: hangup === undefined ? undefined : yesOrNo(hangup.sent('Bridged')),
    status: hangup?.sent('CallStatus'),
    durationUs: durationUs(hangup?.sent('Duration')),
    recId: hangup?.sent('RecID'),
    dialAtUs: events.find(({ step }) => step === 'dial')?.atUs,
    answerAtUs: events.find(({ step }) => step === 'answer')?.atUs,
    hangupAtUs: hangup?.atUs,
    hangupReceivedAtUs: hangup?.event.receivedAtUs,
    events: events.map(({ event }) => event),
  };
}

/** What the CallFlow of an event says; undefined if it says nothing. */
export function sentFlow(event: SentEvent): Flow | undefined {
  const flow = word(event.sent('CallFlow'));
  return flow === 'in' || flow === 'out' ? flow : undefined;
}

/** The flow of an event that does not say: its dial tells, or which end it names, for it names the sending one at least. */
export function guessedFlow(event: SentEvent): Flow {
  if (event.event.type === 'dial-in') return 'in';
  if (event.event.type === 'dial-out') return 'out';
  const isFromOutside = event.sent('CallerExtension') === undefined;
  return isFromOutside || event.sent('CalledExtension') !== undefined ? 'in' : 'out';
}

function flowOfLeg(events: readonly SentEvent[]): Flow {
  for (const event of events) {
    const flow = sentFlow(event);
    if (flow !== undefined) return flow;
  }
  const [first] = events;
  return first === undefined ? 'in' : guessedFlow(first);
}

/** The event to take the caller from: the first whose number is outside, or has any. */
function callerOf(events: readonly SentEvent[]): SentEvent | undefined {
  let found: SentEvent | undefined;
  for (const event of events) {
    const number = event.sent('CallerIDNum');
    if (number === undefined) continue;
    if (isOutsideNumber(number)) return event;
    found ??= event;
  }
  return found;
}

function yesOrNo(text: string | undefined): boolean | undefined {
  const said = word(text);
  return said === 'yes' || said === 'no' ? said === 'yes' : undefined;
}

/** Nobody talks longer than 30 days: such a Duration is no time, or in another unit. */
const maxDurationUs = 30 * 24 * 3_600_000_000;

function durationUs(text: string | undefined): number | undefined {
  if (text === undefined || !/^\s*\d{1,13}\s*$/.test(text)) return undefined;
  const us = Number(text);
  return us > 0 && us <= maxDurationUs ? us : undefined;
}

function word(text: string | undefined): string | undefined {
  return text?.trim().toLowerCase();
}
