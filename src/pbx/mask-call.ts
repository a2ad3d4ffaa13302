/*
 * Makes a scenario of a call that was received, to be kept or given away: with other numbers, extensions, names, ids and texts, and the same
 * course. Played again it comes to the same end. What is repeated in the original, or arrived in another order, is not.
 */
import { stringify } from 'yaml';
import { assemble } from '../protocol/assemble.ts';
import type { Call, CallEvent } from '../protocol/call.ts';
import { extensionOfNumber } from '../protocol/end.ts';
import { fieldOf } from '../protocol/fields.ts';
import { extensionsOf, numbersOf } from '../protocol/parties.ts';
import { generate } from './generate.ts';
import { timesOfLegs } from './leg-times.ts';
import { inSeconds, maskedLeg } from './masked-leg.ts';
import { Masks } from './masks.ts';
import { parseScenario } from './parse-scenario.ts';
import { clockStepMs } from './pbx-clock.ts';

/**
 * The text of a scenario that plays this call, without any number, name, id or text of it.
 * @param events all of one call, in any order
 * @returns YAML; undefined if the events make no leg
 * @throws {AppError} `bad_scenario` if it is a call that no scenario has: of too many legs, say
 */
export function maskCall(events: readonly CallEvent[]): string | undefined {
  const call = assemble(events);
  if (call.legs.length === 0) return undefined;
  const masks = masksOf(call, events);
  const { times, toMs } = timesOfLegs(call.legs);
  const legs = call.legs.map((leg, place) => {
    const own = times[place] ?? { dialMs: 0, hangupMs: clockStepMs, lost: [] };
    return {
      ...maskedLeg(leg, own, call, masks),
      ...voicemailOf(leg.subCallId, events, toMs, own.hangupMs),
    };
  });
  const textWith = (ringUs: number | undefined, talkUs: number | undefined): string =>
    stringify(
      {
        title: `A call that came to ${call.outcome}, as it was received`,
        about: 'Its numbers, names and ids are made up; what happens in it is not.',
        ...(isCallback(events) ? { callback: 'yes' } : undefined),
        ...queueDialOf(call),
        extensions: extensionsIn(masks),
        legs,
        expect: {
          outcome: call.outcome,
          direction: call.direction,
          ...(call.via.length > 0 && { via: call.via.map((name) => masks.extension(name)) }),
          ...(ringUs !== undefined && { ring: onStep(ringUs) }),
          ...(talkUs !== undefined && { talk: onStep(talkUs) }),
        },
      },
      { schema: 'failsafe' },
    );
  // Its times are on steps of the clock now, and so may be others than they were.
  const { ringUs, talkUs } = playedAgain(textWith(undefined, undefined));
  return textWith(ringUs, talkUs);
}

function playedAgain(text: string): Call {
  const scenario = parseScenario(text, { name: 'masked', file: 'masked' });
  const events = generate(scenario, { seed: 0, startUs: 0 }).map(
    ({ offsetMs, type, fields }, row) => {
      return {
        id: String(row),
        row,
        receivedAtUs: offsetMs * 1_000,
        type,
        myid: '',
        fields: Object.fromEntries(fields),
      };
    },
  );
  return assemble(events);
}

function masksOf(call: Call, events: readonly CallEvent[]): Masks {
  const originals = events.flatMap(({ fields }) => [
    ...extensionsOf(fields).map(({ name }) => name),
    ...numbersOf(fields),
  ]);
  const isFromOutside = call.direction === 'in' && extensionOfNumber(call.caller) === undefined;
  const masks = new Masks(originals, isFromOutside ? call.caller : undefined);
  // Each extension by its kind, before another leg names it.
  for (const { extension, kind } of call.legs)
    if (extension !== undefined) masks.extension(extension, kind);
  for (const name of call.via) masks.extension(name, 'ivr');
  return masks;
}

function extensionsIn(masks: Masks): object {
  return Object.fromEntries(
    masks.extensions.map(({ number, kind }) => [
      number,
      { name: `${kindNames[kind]} ${number}`, kind },
    ]),
  );
}

const kindNames = { phone: 'Line', ivr: 'Voice', queue: 'Group' };

function isCallback(events: readonly CallEvent[]): boolean {
  return events.some(({ fields }) => fieldOf(fields, 'CallBackID') !== undefined);
}

/** How the queue's own dials are named, if there are any. */
function queueDialOf(call: Call): object {
  const dial = call.legs
    .filter(({ kind, flow, isTransfered }) => kind === 'queue' && flow === 'out' && !isTransfered)
    .flatMap(({ events }) => events)
    .find(({ type }) => type === 'dial-in' || type === 'dial-out');
  return dial === undefined ? {} : { queueDial: dial.type };
}

function voicemailOf(
  subCallId: string,
  events: readonly CallEvent[],
  toMs: (event: CallEvent) => number,
  hangupMs: number,
): object {
  const event = events.find(
    ({ type, fields }) =>
      type === 'voicemail' &&
      fieldOf(fields, 'SubCallID')?.toLowerCase() === subCallId.toLowerCase(),
  );
  if (event === undefined) return {};
  const lengthUs = Number(/^\d{1,11}$/.exec(fieldOf(event.fields, 'Duration') ?? '')?.[0] ?? 0);
  const at = inSeconds(Math.max(toMs(event), hangupMs + clockStepMs));
  return { voicemail: { at, length: onStep(lengthUs) } };
}

function onStep(us: number): string {
  return inSeconds(Math.round(us / 1_000 / clockStepMs) * clockStepMs);
}
