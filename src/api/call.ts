import * as z from 'zod';
import { eventSummarySchema } from './event.ts';
import { findingSchema } from './finding.ts';

/** How calls look in the API. Times are ISO 8601 in UTC with microseconds, durations whole microseconds; what is absent is left out. */

const time = z.iso.datetime({ precision: 6 });
const durationUs = z.int().min(0);

const legSchema = z
  .object({
    subCallId: z.string(),
    isGuessed: z.literal(true).optional().meta({
      description: 'Its events came without a SubCallID; this one is made up.',
    }),
    extension: z.string().optional().meta({ description: 'Of the sending side, `prefix*number`.' }),
    extensionId: z.string().optional(),
    kind: z.enum(['phone', 'ivr', 'queue']),
    flow: z.enum(['in', 'out']),
    state: z.enum(['unknown', 'ringing', 'talking', 'inside', 'ended']),
    status: z.string().optional().meta({ description: 'CallStatus of its hangup, as sent.' }),
    ringUs: durationUs.optional(),
    talkUs: durationUs.optional(),
    transfered: z.literal(true).optional(),
    bridged: z.boolean().optional(),
    remoteNumber: z.string().optional(),
    recId: z.string().optional(),
    eventIds: z.array(z.string()),
  })
  .meta({ id: 'Leg', description: 'All events of one SubCallID in a call.' });

export const callSchema = z
  .object({
    id: z.string().meta({
      description:
        'The CallID in lower case; of one with more than 128 characters the first 64, and a hash of it.',
    }),
    myids: z.array(z.string()),
    outcome: z.string().meta({ description: 'How it ended; `open`, `zombie`: see /docs.' }),
    final: z.boolean().meta({ description: 'Whether no late event is expected to change it.' }),
    partial: z
      .literal(true)
      .optional()
      .meta({ description: 'Some of its events were deleted here.' }),
    direction: z.enum(['in', 'out', 'internal']),
    caller: z.string().optional(),
    callerName: z.string().optional(),
    called: z.string().optional(),
    did: z.string().optional(),
    via: z.array(z.string()).meta({ description: 'IVRs and queues it went through.' }),
    answeredBy: z.string().optional(),
    transferredTo: z
      .array(z.string())
      .meta({ description: 'Whom who had answered transferred it to, one after the other.' }),
    startedAt: time.meta({ description: 'When its first event was received.' }),
    endedAt: time.optional().meta({ description: 'When its last hangup was received.' }),
    finalAt: time.optional().meta({ description: 'When it is final; absent while it is open.' }),
    zombieAt: time.optional().meta({
      description: 'When an open call counts as a zombie, unless something comes.',
    }),
    ringUs: durationUs.optional(),
    talkUs: durationUs.optional(),
    recIds: z.array(z.string()),
    voicemail: z.literal(true).optional().meta({ description: 'A voice message was left.' }),
    legs: z.array(legSchema),
    eventCount: z.int().min(1).meta({
      description: 'All its events; a call holds the first 2,000, and no more than 4 MiB of them.',
    }),
    findings: z
      .array(findingSchema)
      .meta({ description: 'Of the call and of its events, at most 100.' }),
    sentence: z.string().meta({ description: 'What happened, in one sentence.' }),
  })
  .meta({ id: 'Call', description: 'All events of one CallID, put together.' });

/** One call with all there is to show. */
export const callDetailSchema = callSchema
  .extend({
    events: z
      .array(eventSummarySchema.extend({ sentence: z.string() }))
      .meta({ description: 'Those it holds, in the order in which they were stored.' }),
  })
  .meta({ id: 'CallDetail', description: 'A call with its events.' });

export type ApiCall = z.output<typeof callSchema>;
export type ApiCallDetail = z.output<typeof callDetailSchema>;
