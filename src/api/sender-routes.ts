import * as z from 'zod';
import { findingSchema } from './finding.ts';
import { storeProblems } from './problem.ts';
import type { Route } from './route.ts';

const time = z.iso.datetime({ precision: 6 });

const senderSchema = z
  .object({
    extension: z.string().meta({
      description: '`prefix*number` in lower case; empty where nothing tells.',
    }),
    extensionId: z.string().optional().meta({ description: "The PBX's number of it." }),
    kind: z.enum(['phone', 'ivr', 'queue', 'unknown']).meta({
      description:
        'As a recent call shows it; `unknown` while none does, and beyond the 200 most recent.',
    }),
    lastAt: time.meta({ description: 'When its newest event was received.' }),
    sent: z
      .array(
        z.object({
          myid: z.string(),
          type: z.string(),
          method: z.string().meta({ description: 'Of the requests.' }),
          count: z.int().min(1),
          lastAt: time,
        }),
      )
      .meta({ description: 'What it sent, the most recent first.' }),
    findings: z
      .array(findingSchema)
      .meta({ description: 'What the rules say of all it sent: a subscription may be missing.' }),
  })
  .meta({
    id: 'Sender',
    description: 'An extension, as the one whose subscriptions send events, and what it has sent.',
  });

const sendersSchema = z.object({
  senders: z.array(senderSchema),
  isComplete: z.boolean().meta({
    description: 'false: only the 1,000 most recent kinds of events are counted here.',
  }),
  indexedTo: z.string().meta({ description: 'The newest event the index had.' }),
});

/** Who sends events. */
export const senderRoutes = {
  senders: {
    method: 'get',
    path: '/api/v1/senders',
    scope: 'token',
    summary:
      'Every extension that events came from, with how many of each type it sent under which myid by which method, and when the last came; over the whole journal, the most recent first.',
    answers: {
      200: { description: 'They.', type: 'application/json', schema: sendersSchema },
    },
    problems: ['index_failed', 'index_closed', ...storeProblems],
  },
} as const satisfies Record<string, Route>;

export type ApiSender = z.output<typeof senderSchema>;
export type ApiSenders = z.output<typeof sendersSchema>;
