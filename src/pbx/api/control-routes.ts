import * as z from 'zod';
import type { Deliveries } from './deliveries.ts';
import { deliveryStates } from './delivery.ts';
import type { PlayedCalls } from './played-calls.ts';
import { route, type ApiRoute } from './route.ts';
import { extensionEventTypes } from './subscription.ts';
import type { SubscriptionBook } from './subscription-book.ts';

const delivery = z.object({
  id: z.int(),
  event_id: z.int().meta({ description: 'The subscription.' }),
  extension_id: z.int(),
  event_type: z.enum([...extensionEventTypes, 'message-out-status', 'extension-call-status']),
  call_id: z.string().optional(),
  method: z.enum(['GET', 'POST']),
  url: z.string(),
  state: z.enum(deliveryStates).meta({
    description:
      'delivered: a 2xx came; failed: none came in any attempt; refused: the target is not allowed; cancelled: the subscription has gone or changed; dropped: too many waited for the target.',
  }),
  why: z.string().optional().meta({ description: 'Of one that was refused.' }),
  attempts: z.array(
    z.object({
      at: z.string(),
      status: z.int().optional().meta({ description: 'Absent if there was no answer.' }),
      error: z.string().optional(),
      latency_ms: z.number(),
    }),
  ),
});

const whole = z
  .string()
  .regex(/^\d{1,15}$/, 'expected a whole number')
  .transform(Number);

/** What a PBX does not have and a test needs. */
export function controlRoutes({
  book,
  deliveries,
  calls,
  version,
  document,
}: {
  readonly book: SubscriptionBook;
  readonly deliveries: Deliveries;
  readonly calls: PlayedCalls;
  readonly version: string;
  readonly document: () => unknown;
}): readonly ApiRoute[] {
  return [
    route({
      method: 'get',
      path: '/deliveries',
      summary: 'The newest 10,000 deliveries with every attempt, the oldest of them first.',
      source: 'ours',
      scope: 'token',
      query: z.strictObject({
        after: whole.optional().meta({ description: 'Only those with a higher id.' }),
        limit: whole.pipe(z.int().min(1).max(10_000)).optional().meta({
          description: 'At most so many; 1,000 if absent.',
        }),
        event_id: whole.optional(),
        call_id: z.string().max(100).optional(),
        state: z.enum(deliveryStates).optional(),
      }),
      status: 200,
      answer: z.object({
        deliveries: z.array(delivery),
        next: z.int().optional().meta({ description: 'There are more after this id.' }),
        waiting: z.int().meta({ description: 'How many are on their way, of all.' }),
        playing: z.int().meta({ description: 'How many calls or loads go on.' }),
      }),
      handle: ({ query }) => {
        const { after = 0, limit = 1_000, event_id, call_id, state } = query;
        const found = deliveries.all.filter(
          (one) =>
            one.id > after &&
            (event_id === undefined || one.event_id === event_id) &&
            (call_id === undefined || one.call_id === call_id) &&
            (state === undefined || one.state === state),
        );
        const page = found.slice(0, limit);
        const last = page.at(-1);
        return {
          deliveries: page,
          ...(last === undefined || found.length <= limit ? undefined : { next: last.id }),
          waiting: deliveries.waiting,
          playing: calls.playing,
        };
      },
    }),
    route({
      method: 'post',
      path: '/reset',
      summary: 'Ends calls, and forgets subscriptions and deliveries; ids begin anew. Tokens stay.',
      source: 'ours',
      scope: 'token',
      status: 204,
      handle: () => {
        book.clear();
        calls.stop();
        deliveries.clear();
      },
    }),
    route({
      method: 'get',
      path: '/openapi.json',
      summary: 'This document.',
      source: 'ours',
      scope: 'open',
      status: 200,
      answer: z.record(z.string(), z.unknown()),
      handle: document,
    }),
    route({
      method: 'get',
      path: '/healthz',
      summary: 'Whether it runs.',
      source: 'ours',
      scope: 'open',
      status: 200,
      answer: z.object({ status: z.literal('ok'), version: z.string() }),
      handle: () => ({ status: 'ok', version }),
    }),
  ];
}
