import * as z from 'zod';

/** What the simulator can play, and what it played. */

const microseconds = z.number().min(0);
const name = z.string().regex(/^[\w.-]{1,64}$/);
const fieldName = z.string().min(1).max(64);
const eventType = z.string().min(1).max(64);

export const scenarioSchema = z
  .object({
    name: z.string(),
    title: z.string(),
    sentence: z.string().meta({ description: 'What happens in it.' }),
    kind: z
      .enum(['call', 'message', 'agent'])
      .meta({ description: 'What its events are of; a voice message belongs to its call.' }),
    events: z.int().min(0).meta({ description: 'How many are sent of it.' }),
    lengthMs: z.int().min(0).meta({ description: 'From its first event to its last.' }),
    outcome: z.string().optional().meta({ description: 'What its call comes to.' }),
    direction: z.enum(['in', 'out', 'internal']).optional(),
  })
  .meta({ id: 'Scenario', description: 'A call, messages or changes of agents to play.' });

const variations = z
  .strictObject({
    drop: eventType.optional().meta({ description: 'Events of this type are not sent.' }),
    dropRecId: z.number().min(0).max(1).optional().meta({
      description: 'How probably a hangup lacks its RecID.',
    }),
    late: z
      .strictObject({ type: eventType, byMs: z.int().min(0).max(600_000) })
      .optional()
      .meta({ description: 'Events of this type are sent so much later.' }),
    copies: z.int().min(1).max(10).optional().meta({ description: 'How often each is sent.' }),
    shuffle: z.boolean().optional().meta({ description: 'They arrive in another order.' }),
    upperCase: z.enum(['names', 'ids']).optional().meta({ description: 'Written in capitals.' }),
    unknownField: z.boolean().optional().meta({
      description: 'Each has a field that nobody documents.',
    }),
    rawPlus: z.boolean().optional().meta({ description: 'A + is sent as it is.' }),
    charset: z.enum(['cp1251', 'latin-1']).optional(),
    contentType: z
      .string()
      .regex(/^[\x21-\x7e][\x20-\x7e]{0,99}$/)
      .optional()
      .meta({ description: 'Of a POST, instead of that of a form.' }),
  })
  .meta({ description: 'What goes wrong on the way, to try out a receiver.' });

/** What to play. */
export const runOrderSchema = z
  .strictObject({
    scenarios: z.array(name).min(1).max(50).optional().meta({
      description: 'By name. They begin together, or one after another where `calls` is given.',
    }),
    mix: z.string().min(1).max(2000).optional().meta({
      description:
        'Instead: names and weights to draw from, such as `in-answered:60,ivr-missed:25`.',
    }),
    calls: z.int().min(1).max(1_000_000).optional().meta({
      description: 'How many to begin in all; of `scenarios` each once, of a mix 10 by itself.',
    }),
    rate: z.number().min(0.01).max(10_000).optional().meta({
      description: 'How many calls begin in a second, on average. Default 1.',
    }),
    speed: z
      .union([z.literal('max'), z.number().min(0.01).max(1_000)])
      .optional()
      .meta({ description: 'So many times as fast as it was; `max` without any pause.' }),
    method: z.enum(['GET', 'POST', 'mix']).optional().meta({ description: 'Default POST.' }),
    seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional().meta({
      description: 'Chooses ids and chances; the same one with the same `at` gives the same bytes.',
    }),
    at: z.iso.datetime({ offset: true }).optional().meta({
      description: 'When it begins by the clock in its events; now if absent.',
    }),
    myid: z
      .string()
      .regex(/^[\w.~-]{0,64}$/)
      .optional()
      .meta({ description: 'Of the URL; if absent what the scenario says, or none.' }),
    set: z
      .record(fieldName, z.string().max(1_000))
      .optional()
      .meta({ description: 'Fields that get these values wherever they are sent.' }),
    subscriptions: z.string().min(1).max(500).optional().meta({
      description: 'Which events are sent, for example `phones=all,ivr=hangup`.',
    }),
    variations: variations.optional(),
  })
  .meta({ id: 'RunOrder', description: 'What to play.' });

export const runSchema = z
  .object({
    id: z.string(),
    state: z.enum(['running', 'done', 'stopped', 'failed']),
    what: z.string().meta({ description: 'What is played, in words.' }),
    endless: z.literal(true).optional().meta({ description: 'It ends only when it is stopped.' }),
    seed: z.int(),
    at: z.iso.datetime({ precision: 6 }).meta({ description: 'When it begins by its own clock.' }),
    startedAt: z.iso.datetime({ precision: 6 }),
    endedAt: z.iso.datetime({ precision: 6 }).optional(),
    sent: z.int().min(0).meta({ description: 'Events that were sent.' }),
    answered: z
      .record(z.string(), z.int())
      .meta({ description: 'How many were answered with which status.' }),
    failed: z.int().min(0).meta({ description: 'How many were not answered.' }),
    failures: z
      .array(z.object({ code: z.string(), why: z.string(), count: z.int() }))
      .optional()
      .meta({ description: 'The same by reason; when it has ended.' }),
    latency: z
      .object({ p50Us: microseconds, p99Us: microseconds })
      .optional()
      .meta({ description: 'From sending to the answer; when it has ended.' }),
    callIds: z.array(z.string()).meta({ description: 'Of its first calls, at most 20.' }),
    why: z.string().optional().meta({ description: 'Of one that a fault ended.' }),
  })
  .meta({ id: 'Run', description: 'One playing of scenarios.' });

export type ApiScenario = z.output<typeof scenarioSchema>;
export type RunOrder = z.output<typeof runOrderSchema>;
export type ApiRun = z.output<typeof runSchema>;
