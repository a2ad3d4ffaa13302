import * as z from 'zod';
import { addressOf, internalNumber } from '../numbering-plan.ts';
import { clientId, type Directory } from './directory.ts';
import { ApiRefusal } from './refusal.ts';
import { route, type ApiRoute } from './route.ts';
import type { SubscriptionBook } from './subscription-book.ts';
import type { TokenBook } from './token-book.ts';

const grant = z.object({
  grant_type: z.string({ error: 'missing' }),
  client_id: z.string({ error: 'missing' }).min(1).max(200),
  client_secret: z.string({ error: 'missing' }).max(200),
});

const extension = z.object({
  id: z.int(),
  name: z.string().meta({ description: 'With the prefix of the client: 000*099.' }),
  type: z.enum(['phone', 'ivr', 'queue']),
  label: z.string(),
  address: z.string(),
  client_id: z.int(),
});

/** Tokens, and what there is to know about the client. */
export function clientRoutes({
  book,
  directory,
  tokens,
  requestsPerHour,
}: {
  readonly book: SubscriptionBook;
  readonly directory: Directory;
  readonly tokens: TokenBook;
  readonly requestsPerHour: number;
}): readonly ApiRoute[] {
  return [
    route({
      method: 'post',
      path: '/oauth/token',
      summary: 'An access token for the credentials of an application.',
      source: 'vendor',
      scope: 'open',
      body: grant,
      bodyType: 'application/x-www-form-urlencoded',
      status: 200,
      answer: z.object({
        access_token: z.string(),
        expires_in: z.int(),
        token_type: z.literal('Bearer'),
      }),
      refusals: [401],
      handle: ({ body }) => {
        if (body.grant_type !== 'client_credentials')
          throw new ApiRefusal(400, 'grant_type: expected client_credentials', {
            more: { error: 'unsupported_grant_type' },
          });
        return tokens.issue({ id: body.client_id, secret: body.client_secret });
      },
    }),
    route({
      method: 'get',
      path: '/api/ver1.0/client/{client}/extension/',
      summary: 'The extensions of the numbering plan.',
      source: 'vendor',
      scope: 'token',
      status: 200,
      answer: z.array(extension),
      handle: ({ params }) => {
        directory.requireClient(params['client'] ?? '');
        const { plan } = directory;
        return plan.extensions.map((one) => ({
          id: Number(one.id),
          name: internalNumber(plan, one),
          type: one.kind,
          label: one.name,
          address: addressOf(plan, one),
          client_id: clientId,
        }));
      },
    }),
    route({
      method: 'get',
      path: '/api/ver1.0/client/{client}/limit/',
      summary: 'How many events may be monitored, and are; how many requests an hour has.',
      source: 'vendor',
      scope: 'token',
      status: 200,
      answer: z
        .object({
          monitored_events: z.int(),
          monitored_events_used: z.int(),
          requests_per_hour: z.int(),
        })
        .meta({ description: 'The vendor does not say how these are called.' }),
      handle: ({ params }) => {
        directory.requireClient(params['client'] ?? '');
        return {
          monitored_events: book.limit,
          monitored_events_used: book.count,
          requests_per_hour: requestsPerHour,
        };
      },
    }),
  ];
}
