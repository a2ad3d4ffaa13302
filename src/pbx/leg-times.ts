import type { CallEvent, Leg } from '../protocol/call.ts';
import { eventTimeOf } from '../protocol/event-time.ts';
import { fieldOf } from '../protocol/fields.ts';
import { clockStepMs } from './pbx-clock.ts';

/** When the steps of a leg were, as a scenario has them: milliseconds since the call began, on steps of the clock. */
export interface LegTimes {
  readonly dialMs: number;
  readonly answerMs?: number;
  readonly hangupMs: number;
  /** Of which no event told, so that their time is made up: a scenario has one for each. */
  readonly lost: readonly StepName[];
}

type StepName = 'dial' | 'answer' | 'hangup';

/** When a step was, in µs, and by which event it is known. */
interface TimedStep {
  readonly leg: number;
  readonly name: StepName;
  readonly atUs: number;
  readonly row: number;
  readonly isLost: boolean;
}

const stepUs = clockStepMs * 1_000;

/**
 * The times of each leg, and a function that gives those of other events. They are those of the PBX's clock, or the receiver's if not every
 * event has one of the PBX; steps that follow each other within one of the clock are put apart where a scenario would have them otherwise.
 */
export function timesOfLegs(legs: readonly Leg[]): {
  readonly times: readonly LegTimes[];
  readonly toMs: (event: CallEvent) => number;
} {
  const timeOf = clockOf(legs.flatMap(({ events }) => events));
  const steps = legs.flatMap((leg, place) => stepsOf(leg, place, timeOf)).sort(inOrder);
  const beganAtUs = steps[0]?.atUs ?? 0;
  const toMs = (atUs: number): number => Math.round((atUs - beganAtUs) / stepUs) * clockStepMs;
  const found = legs.map(() => new Map<StepName, number>());
  let last: TimedStep | undefined;
  let lastMs = 0;
  for (const step of steps) {
    const ms = Math.max(toMs(step.atUs), lastMs);
    // At the same time a scenario has its legs one after the other.
    const isLater = last === undefined || ms > lastMs || step.leg > last.leg;
    lastMs = isLater ? ms : ms + clockStepMs;
    last = step;
    found[step.leg]?.set(step.name, lastMs);
  }
  const times = found.map((own, leg) => {
    const answerMs = own.get('answer');
    return {
      dialMs: own.get('dial') ?? 0,
      ...(answerMs === undefined ? undefined : { answerMs }),
      hangupMs: own.get('hangup') ?? 0,
      lost: steps.flatMap((step) => (step.leg === leg && step.isLost ? [step.name] : [])),
    };
  });
  return { times, toMs: (event) => toMs(timeOf(event)) };
}

function clockOf(events: readonly CallEvent[]): (event: CallEvent) => number {
  const hasTimes = events.every(({ fields }) => eventTimeOf(fields) !== undefined);
  return ({ fields, receivedAtUs }) => (hasTimes ? eventTimeOf(fields) : undefined) ?? receivedAtUs;
}

function stepsOf(
  { events, kind, flow }: Leg,
  leg: number,
  timeOf: (event: CallEvent) => number,
): readonly TimedStep[] {
  const dial = events.find(({ type }) => type === 'dial-in' || type === 'dial-out');
  const answer = events.find(({ type }) => type === 'answer');
  const hangup = events.findLast(({ type }) => type === 'hangup');
  const isInside = kind !== 'phone' && flow === 'in';
  const talkUs = isInside || hangup === undefined ? 0 : talkOf(hangup);
  const row = events[0]?.row ?? 0;
  const known = (name: StepName, event: CallEvent): TimedStep => {
    return { leg, name, atUs: timeOf(event), row: event.row, isLost: false };
  };
  const made = (name: StepName, atUs: number): TimedStep => {
    return { leg, name, atUs, row, isLost: true };
  };
  const steps: TimedStep[] = [];
  if (answer !== undefined && !isInside) steps.push(known('answer', answer));
  else if (hangup !== undefined && talkUs > 0) steps.push(made('answer', timeOf(hangup) - talkUs));
  if (hangup !== undefined) steps.push(known('hangup', hangup));
  const next = steps[0];
  if (dial !== undefined) steps.unshift(known('dial', dial));
  else if (next !== undefined) steps.unshift(made('dial', next.atUs - stepUs));
  const last = steps.at(-1);
  if (hangup === undefined && last !== undefined) steps.push(made('hangup', last.atUs + stepUs));
  return steps;
}

/** Of a leg whose answer is not there the hangup knows how long it was talked on. */
function talkOf(hangup: CallEvent): number {
  const sent = fieldOf(hangup.fields, 'Duration');
  return sent !== undefined && /^\d{1,13}$/.test(sent) ? Number(sent) : 0;
}

const ranks = { dial: 0, answer: 1, hangup: 2 };

function inOrder(a: TimedStep, b: TimedStep): number {
  if (a.atUs !== b.atUs) return a.atUs - b.atUs;
  return ranks[a.name] - ranks[b.name] || a.row - b.row;
}
