import * as z from 'zod';
import { findingSchema } from './finding.ts';

/** How events look in the API. Times are ISO 8601 in UTC with microseconds; what is absent is left out, never null. */

const time = z.iso.datetime({ precision: 6 });
const pairs = z.array(z.tuple([z.string(), z.string()]));

const requestSummarySchema = z.object({
  method: z.string(),
  target: z.string().meta({ description: 'Path and query as sent.' }),
  httpVersion: z.string(),
  query: pairs.meta({ description: 'Decoded, in order, repetitions kept.' }),
  form: pairs.optional().meta({ description: 'The same for a form body; absent if it is none.' }),
  isCut: z.literal(true).optional().meta({
    description: 'There are more than 10,000 pairs; those beyond are in the raw bytes only.',
  }),
  bodyBytes: z.int().min(0),
  bodySha256: z.string().regex(/^[0-9a-f]{64}$/),
  peer: z.string().meta({ description: 'address:port of the sender.' }),
  forwardedPeer: z
    .string()
    .optional()
    .meta({ description: 'What a trusted proxy said it forwarded for.' }),
});

const requestSchema = requestSummarySchema.extend({
  headers: pairs.meta({ description: 'In order, with case and repetitions.' }),
  trailers: pairs.optional(),
});

/** An event in a list: without its headers. */
export const eventSummarySchema = z
  .object({
    id: z.string().meta({ description: 'UUIDv7, made at receipt.' }),
    cursor: z.string().meta({ description: 'Its place in the journal; opaque.' }),
    receivedAt: time,
    storedAt: time,
    myid: z.string().meta({ description: "The integrator's own tag; empty if there was none." }),
    type: z.string().meta({ description: 'EventType as classified; `unknown` is one, too.' }),
    callId: z.string().optional(),
    subCallId: z.string().optional(),
    fields: z
      .record(z.string(), z.string())
      .meta({ description: 'Query and form merged for reading; the form wins.' }),
    request: requestSummarySchema,
    answer: z.object({ status: z.int() }),
    origin: z.enum(['received', 'fixture', 'import']),
    duplicateOf: z
      .string()
      .optional()
      .meta({ description: 'The id of the first equal request in the 24 hours before it.' }),
    findings: z
      .array(findingSchema)
      .meta({ description: 'What the rules say of it by itself; those of its call are there.' }),
  })
  .meta({
    id: 'EventSummary',
    description: 'A stored request. Bytes are shown as UTF-8 if they are, else as Latin-1.',
  });

/** One event with all there is to show. */
export const eventSchema = eventSummarySchema
  .extend({ request: requestSchema })
  .meta({ id: 'Event', description: 'A stored request with its headers.' });

/** A line of `export.ndjson`: nothing is lost, whatever the bytes were. */
export const exportedEventSchema = eventSchema
  .extend({
    headBase64: z
      .base64()
      .meta({ description: 'Request line and headers (and trailers), byte for byte.' }),
    bodyBase64: z.base64().meta({ description: 'The body after de-chunking, byte for byte.' }),
  })
  .meta({ id: 'ExportedEvent', description: 'An event and its exact bytes.' });

export type EventSummary = z.output<typeof eventSummarySchema>;
export type ExportedEvent = z.output<typeof exportedEventSchema>;
