import * as z from 'zod';
import type { PlannedExtension } from '../numbering-plan.ts';
import type { End, Scenario, ScenarioLeg } from '../scenario.ts';
import type { Directory } from './directory.ts';
import { ApiRefusal, shown } from './refusal.ts';

const number = z
  .string()
  .regex(
    /^(?:\+?\d{2,20}|\d{1,10}\*\d{2,10})$/,
    'is no number: expected such as 200 or +79817654321',
  );
const text = z.string().max(100);
const sound = z.int().min(0);

/** All fields that the vendor names. Those that only say what is heard or shown change nothing in the events. */
export const callbackShape = z.object({
  src_num: z.array(number).min(1).max(20).meta({ description: 'Rung first, all of them.' }),
  dst_num: number.meta({ description: 'Called once a source has picked up.' }),
  allow_public_transfer: z.boolean().optional(),
  announce_sound_id: sound.optional(),
  dst_announce_sound_id: sound.optional(),
  call_duration: z.int().min(1).max(86_400).optional().meta({
    description: 'How long is talked, seconds. Without it the whole call ends within 20 s.',
  }),
  caller_id_name: text.optional(),
  caller_id_number: text.optional(),
  src_caller_id_name: text.optional(),
  src_caller_id_number: text.optional(),
  src_ani: text.optional(),
  dst_ani: text.optional(),
  dst_dtmf: z
    .string()
    .regex(/^[\dA-D*#wW,]{0,100}$/)
    .optional(),
  transfer_after_src_hangup: text.optional(),
  transfer_after_dst_hangup: text.optional(),
  wait_for_pickup: z.int().min(1).max(3_600).optional(),
});

export type CallbackOrder = z.output<typeof callbackShape>;

/**
 * The call that a callback makes: its owner rings the sources, the first of which picks up, and then calls the number, which answers.
 * @throws {ApiRefusal} 400 if the owner is no phone, or a source is a queue or an IVR
 */
export function callbackScenario(
  owner: PlannedExtension,
  order: CallbackOrder,
  directory: Directory,
): Scenario {
  if (owner.kind !== 'phone')
    throw new ApiRefusal(
      400,
      `A callback needs an extension of type phone; this is of type ${owner.kind}`,
    );
  const sources = order.src_num.map((source) => endOf(source, directory));
  for (const [place, source] of sources.entries())
    if (source.kind === 'queue' || source.kind === 'ivr')
      throw new ApiRefusal(
        400,
        `src_num ${shown(order.src_num[place] ?? '')} is of type ${source.kind}, which cannot be a source`,
      );
  const target = endOf(order.dst_num, directory);
  const answerMs = target.kind === undefined || target.kind === 'phone' ? 6_000 : 3_060;
  const endMs = answerMs + (order.call_duration ?? defaultTalkS) * 1_000;
  return {
    name: 'callback',
    title: 'A callback',
    about: 'Ordered through the API.',
    isCallback: true,
    extensions: [],
    legs: [
      ...sources.flatMap(({ end }, place) => sourceLegs(owner, end, place, endMs)),
      ...targetLegs(owner, target, answerMs, endMs),
    ],
    messages: [],
    agents: [],
  };
}

/** With ringing and the ends of all legs a little more than 16 s. */
const defaultTalkS = 10;

interface Party {
  readonly end: End;
  /** Absent: outside. */
  readonly kind?: PlannedExtension['kind'];
}

function endOf(dialled: string, directory: Directory): Party {
  const extension = directory.byNumber(dialled);
  if (extension === undefined) return { end: { dialled } };
  return { end: { extension: extension.number }, kind: extension.kind };
}

const plain = { isTransfered: false, isRecorded: false, lost: [] } as const;

/** The legs to and of a source: the first one picks up, and then the others ring no more. */
function sourceLegs(
  owner: PlannedExtension,
  end: End,
  place: number,
  endMs: number,
): readonly ScenarioLeg[] {
  const isFirst = place === 0;
  const over = isFirst
    ? { hangupMs: endMs + 100, status: 'ANSWER' }
    : { hangupMs: 2_040, status: 'CANCEL' };
  const out = {
    ...plain,
    ...over,
    flow: 'out',
    extension: owner.number,
    to: end,
    dialMs: 0,
  } as const;
  if (!('extension' in end)) return [isFirst ? { ...out, answerMs: 2_000 } : out];
  const ringing = {
    ...plain,
    ...over,
    flow: 'in',
    extension: end.extension,
    from: owner.number,
    dialMs: 100,
  } as const;
  return [out, isFirst ? { ...ringing, answerMs: 2_000 } : ringing];
}

function targetLegs(
  owner: PlannedExtension,
  { end, kind }: Party,
  answerMs: number,
  endMs: number,
): readonly ScenarioLeg[] {
  const out: ScenarioLeg = {
    ...plain,
    flow: 'out',
    extension: owner.number,
    to: end,
    isRecorded: true,
    dialMs: 3_000,
    answerMs: answerMs + 20,
    hangupMs: endMs,
    status: 'ANSWER',
  };
  if (!('extension' in end)) return [out];
  const called = {
    ...plain,
    flow: 'in',
    extension: end.extension,
    from: owner.number,
    dialMs: 3_020,
    hangupMs: endMs + 20,
    status: 'ANSWER',
  } as const;
  // An IVR or a queue has no answer; nobody at a phone takes the call from it.
  return [out, kind === 'phone' ? { ...called, answerMs } : { ...called, bridged: 'no' }];
}
