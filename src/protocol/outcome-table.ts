import type { Direction, Outcome } from './call.ts';

/** What is to be known of an outcome. */
export interface OutcomeRow {
  readonly outcome: Outcome;
  /** Which calls end so. */
  readonly on: readonly Direction[];
  /** In plain words, for those who do not know the PBX. */
  readonly meaning: string;
  /** What the events say that it is told by. */
  readonly toldBy: string;
}

const all = ['in', 'out', 'internal'] as const;
const ownCalls = ['out', 'internal'] as const;

/** All outcomes a call can have, the one people hope for first. */
export const outcomeTable: readonly OutcomeRow[] = [
  {
    outcome: 'answered',
    on: all,
    meaning: 'Somebody took the call, and there was a conversation.',
    toldBy:
      'An answer of a phone, or a hangup of an IVR or queue with Bridged=yes; if several of them say so differently, the last queue is believed.',
  },
  {
    outcome: 'forwarded',
    on: ['in'],
    meaning: 'Nobody here took the call, but the number it was forwarded to did.',
    toldBy: 'The only legs that were answered have Transfered=yes.',
  },
  {
    outcome: 'ivr-only',
    on: ['in'],
    meaning: 'The caller heard the menu or waited in the queue and left before any phone rang.',
    toldBy: 'All legs are of IVRs and queues, and the last one to hang up has Bridged=no.',
  },
  {
    outcome: 'missed',
    on: ['in'],
    meaning:
      'A call from outside that nobody took, for whatever reason; the sentence of the call says which.',
    toldBy: 'It is over and none of the above.',
  },
  {
    outcome: 'no-answer',
    on: ownCalls,
    meaning: 'It rang, and nobody took the call in time.',
    toldBy:
      'The hangup has CallStatus NOANSWER; or ANSWER, though only an IVR or queue had taken the call.',
  },
  {
    outcome: 'busy',
    on: ownCalls,
    meaning: 'Who was called was on the phone, or declined.',
    toldBy: 'The hangup has CallStatus BUSY.',
  },
  {
    outcome: 'cancelled',
    on: ownCalls,
    meaning: 'The caller hung up before anybody took the call.',
    toldBy: 'The hangup has CallStatus CANCEL.',
  },
  {
    outcome: 'unavailable',
    on: ownCalls,
    meaning: 'What was called cannot be reached: the phone is off or not registered.',
    toldBy: 'The hangup has CallStatus CHANUNAVAIL.',
  },
  {
    outcome: 'failed',
    on: ownCalls,
    meaning: 'The call could not be set up.',
    toldBy: 'The hangup has CallStatus CONGESTION, or a word that is not documented.',
  },
  {
    outcome: 'open',
    on: all,
    meaning: 'It is going on: ringing, talking, or waiting in an IVR or queue.',
    toldBy: 'A leg has no hangup yet.',
  },
  {
    outcome: 'zombie',
    on: all,
    meaning: 'Its end was never seen: a hangup was lost, or not sent.',
    toldBy:
      'It is open, and nothing came for 10 minutes while it rang, or for 4 hours while somebody talked.',
  },
];
