import * as z from 'zod';
import type { PlannedExtension } from '../numbering-plan.ts';
import { sendMethods } from '../to-request.ts';
import type { Directory } from './directory.ts';
import { ApiRefusal, notFound, shown } from './refusal.ts';
import { route, type ApiRoute } from './route.ts';
import {
  extensionEventTypes,
  phoneEventTypes,
  typesOf,
  type Owner,
  type Subscription,
  type SubscribedType,
} from './subscription.ts';
import type { SubscriptionBook } from './subscription-book.ts';

const url = z
  .string({ error: 'expected the URL that is to be told' })
  .max(2_048, 'longer than 2048 characters')
  .refine(isTarget, 'expected an http:// or https:// URL without user and spaces');

const method = z.enum(sendMethods, {
  error: ({ input }) => `${told(input)}; allowed: ${sendMethods.join(', ')}`,
});

function wantedShape<const T extends readonly SubscribedType[]>(types: T) {
  const event_type = z.enum(types, {
    error: ({ input }) => `${told(input)}; allowed: ${types.join(', ')}`,
  });
  return z.object({ url, method, event_type });
}

const forExtension = wantedShape(extensionEventTypes);
const forPhones = wantedShape(phoneEventTypes);

const resource = z.object({
  url: z.string(),
  method: z.enum(sendMethods),
  event_type: z.enum(phoneEventTypes),
  id: z.int(),
});

/** The Event resource: of one extension, and of all phones at once. */
export function subscriptionRoutes({
  book,
  directory,
}: {
  readonly book: SubscriptionBook;
  readonly directory: Directory;
}): readonly ApiRoute[] {
  const ofExtension = (params: Params): Owner => ownerOf(extensionOf(params, directory));
  const ofPhones = (params: Params): Owner => {
    directory.requireClient(params['client'] ?? '');
    return 'all-phones';
  };
  return [
    ...reading(
      '/api/ver1.0/extension/{extension}/event/',
      'an extension',
      'vendor',
      ofExtension,
      book,
    ),
    ...writing('/api/ver1.0/extension/{extension}/event/', 'an extension', 'vendor', forExtension, {
      book,
      find: ofExtension,
      check: (params, type) => {
        refuseType(extensionOf(params, directory), type);
      },
    }),
    ...reading('/api/ver1.0/client/{client}/phone_events/', 'all phones', 'ours', ofPhones, book),
    ...writing('/api/ver1.0/client/{client}/phone_events/', 'all phones', 'ours', forPhones, {
      book,
      find: ofPhones,
      check: () => undefined,
    }),
  ];
}

type Params = Readonly<Record<string, string>>;

/** The list is documented for both; of single subscriptions of all phones the vendor does not speak. */
function reading(
  path: string,
  whose: string,
  source: ApiRoute['source'],
  find: (params: Params) => Owner,
  book: SubscriptionBook,
): readonly ApiRoute[] {
  return [
    route({
      method: 'get',
      path,
      summary: `The subscriptions to events of ${whose}.`,
      source: 'vendor',
      scope: 'token',
      status: 200,
      answer: z.array(resource),
      handle: ({ params }) => book.of(find(params)).map(toResource),
    }),
    route({
      method: 'delete',
      path,
      summary: `Deletes all subscriptions to events of ${whose}.`,
      source,
      scope: 'token',
      status: 204,
      handle: ({ params }) => {
        book.removeAll(find(params));
      },
    }),
    route({
      method: 'get',
      path: `${path}{event}`,
      summary: `One subscription to events of ${whose}.`,
      source,
      scope: 'token',
      status: 200,
      answer: resource,
      handle: ({ params }) => toResource(found(book.get(find(params), idOf(params)))),
    }),
    route({
      method: 'delete',
      path: `${path}{event}`,
      summary: `Deletes one subscription to events of ${whose}.`,
      source,
      scope: 'token',
      status: 204,
      handle: ({ params }) => {
        if (!book.remove(find(params), idOf(params))) throw notFound();
      },
    }),
  ];
}

function writing(
  path: string,
  whose: string,
  source: ApiRoute['source'],
  body: typeof forExtension | typeof forPhones,
  {
    book,
    find,
    check,
  }: {
    readonly book: SubscriptionBook;
    readonly find: (params: Params) => Owner;
    readonly check: (params: Params, type: SubscribedType) => void;
  },
): readonly ApiRoute[] {
  const wanted: z.ZodType<{
    url: string;
    method: Subscription['method'];
    event_type: SubscribedType;
  }> = body;
  return [
    route({
      method: 'post',
      path,
      summary: `Subscribes to one type of event of ${whose}.`,
      source: 'vendor',
      scope: 'token',
      body: wanted,
      status: 201,
      answer: resource,
      handle: ({ params, body: given }) => {
        const owner = find(params);
        check(params, given.event_type);
        return toResource(book.add(owner, given));
      },
    }),
    route({
      method: 'put',
      path: `${path}{event}`,
      summary: `Changes one subscription to events of ${whose}.`,
      source,
      scope: 'token',
      body: wanted,
      status: 200,
      answer: resource,
      handle: ({ params, body: given }) => {
        const owner = find(params);
        check(params, given.event_type);
        return toResource(found(book.replace(owner, idOf(params), given)));
      },
    }),
  ];
}

function extensionOf(params: Params, directory: Directory): PlannedExtension {
  return directory.extension(params['extension'] ?? '');
}

function ownerOf({ id }: PlannedExtension): Owner {
  return `${Number(id)}`;
}

function idOf(params: Params): number {
  const text = params['event'] ?? '';
  if (!/^[1-9]\d{0,14}$/.test(text)) throw notFound();
  return Number(text);
}

function found(subscription: Subscription | undefined): Subscription {
  if (subscription === undefined) throw notFound();
  return subscription;
}

/** In the order of the vendor's example. */
function toResource({ url, method, event_type, id }: Subscription): z.output<typeof resource> {
  return { url, method, event_type, id };
}

function refuseType({ kind }: PlannedExtension, type: SubscribedType): void {
  const allowed = typesOf(kind);
  if (!allowed.includes(type))
    throw new ApiRefusal(
      400,
      `event_type: "${type}" is only for extensions of type phone; allowed for this one, of type ${kind}: ${allowed.join(', ')}`,
    );
}

function isTarget(text: string): boolean {
  if (!/^https?:\/\/[^\s\p{Cc}]+$/iu.test(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

function told(input: unknown): string {
  return typeof input === 'string' ? `"${shown(input)}" is not supported` : 'missing or no text';
}
