import * as z from 'zod';
import { directions, outcomes } from '../protocol/call.ts';
import { clockStepMs } from './pbx-clock.ts';

/*
 * The form of a scenario's file. All scalars are text here, whatever YAML would make of them: 098 is an extension and +7916… a number that is
 * dialled. What the parts say together is checked in `scenario-checks.ts`.
 */

/** Seconds, given back as milliseconds. */
const seconds = z
  .string()
  .regex(/^\d{1,5}(?:\.\d{1,2})?$/, 'is no time: expected seconds, such as 0, 4 or 12.02')
  .transform((text) => Math.round(Number(text) * 1_000))
  .refine((ms) => ms % clockStepMs === 0, 'is between two steps of the clock, which are 0.02 s');

const extension = z
  .string()
  .regex(/^\d{2,6}$/, 'is no extension: expected its number without prefix, such as 101');

const party = z
  .string()
  .regex(
    /^(?:outside|another|\+?\d{2,20})$/,
    'is nobody to call: expected outside, another, an extension or a number',
  );

const yes = z.enum(['yes', 'no']).transform((word) => word === 'yes');

const line = z.string().trim().min(1, 'is empty').max(200, 'is longer than 200 characters');

const legShape = z.strictObject({
  in: extension.optional(),
  out: extension.optional(),
  from: extension.optional(),
  via: extension.optional(),
  to: party.optional(),
  remote: party.optional(),
  transfered: yes.optional(),
  recorded: yes.optional(),
  dial: seconds,
  answer: seconds.optional(),
  hangup: seconds,
  status: z
    .string()
    .regex(/^[A-Z]{2,20}$/, 'is no CallStatus: expected a word such as ANSWER, BUSY or NOANSWER')
    .optional(),
  bridged: z.enum(['yes', 'no']).optional(),
  /** Steps of which no event is sent. */
  lost: z.array(z.enum(['dial', 'answer', 'hangup'])).optional(),
  voicemail: z.strictObject({ at: seconds, length: seconds }).optional(),
});

const messageShape = z.strictObject({
  in: extension.optional(),
  out: extension.optional(),
  at: seconds,
  text: z.string().max(1_000, 'is longer than 1000 characters'),
  result: z.enum(['sent', 'failed']).optional(),
});

const agentShape = z.strictObject({
  login: extension.optional(),
  logout: extension.optional(),
  at: seconds,
});

const id = z.string().regex(/^\d{1,9}$/, 'is no id: expected up to 9 digits');

const extensionShape = z.strictObject({
  name: line,
  kind: z.enum(['phone', 'ivr', 'queue']).default('phone'),
  id: id.optional(),
  /** Its id as an agent of the queue. */
  agent: id.optional(),
});

const expectShape = z.strictObject({
  outcome: z.enum(outcomes).exclude(['zombie']),
  direction: z.enum(directions),
  via: z.array(extension).max(20).default([]),
  ring: seconds.optional(),
  talk: seconds.optional(),
});

export const scenarioShape = z.strictObject({
  title: line,
  about: line,
  myid: z
    .string()
    .regex(/^[\w.~-]{1,64}$/, 'is no tag for a URL: expected letters, digits and ._~-')
    .optional(),
  subscriptions: line.optional(),
  callback: yes.optional(),
  queueDial: z.enum(['dial-in', 'dial-out']).optional(),
  extensions: z.record(extension, extensionShape).optional(),
  legs: z.array(legShape).max(200, 'has more than 200 legs').default([]),
  messages: z.array(messageShape).max(200, 'has more than 200 messages').default([]),
  agents: z.array(agentShape).max(200, 'has more than 200 changes').default([]),
  expect: expectShape.optional(),
});

/** A scenario's file as it is written, its times in milliseconds. */
export type ScenarioFile = z.output<typeof scenarioShape>;
export type LegOfFile = ScenarioFile['legs'][number];

/** The keys that the mapping at this place of a file may have. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  const [part] = path;
  if (part === undefined) return Object.keys(scenarioShape.shape);
  if (part === 'legs') return Object.keys(path.length > 2 ? voicemailKeys : legShape.shape);
  const shape = shapes.get(part);
  return shape === undefined ? [] : Object.keys(shape);
}

const voicemailKeys = { at: 0, length: 0 };

const shapes: ReadonlyMap<PropertyKey, object> = new Map<PropertyKey, object>([
  ['messages', messageShape.shape],
  ['agents', agentShape.shape],
  ['extensions', extensionShape.shape],
  ['expect', expectShape.shape],
]);
