import * as z from 'zod';

/** What a rule says, as the API shows it. The rules are described at /docs. */
export const findingSchema = z
  .object({
    rule: z.string().regex(/^RL\d{3}$/),
    level: z.enum(['error', 'warn', 'info']),
    scope: z
      .enum(['event', 'leg', 'call', 'stream'])
      .meta({ description: 'What the rule looks at.' }),
    message: z.string().meta({ description: 'One sentence: what is wrong, what was expected.' }),
    eventId: z.string().optional(),
    callId: z.string().optional(),
    subCallId: z.string().optional(),
    field: z.string().optional().meta({ description: 'The field it is about, as sent.' }),
  })
  .meta({
    id: 'Finding',
    description: 'What a rule of the protocol says about an event or a call.',
  });

export type ApiFinding = z.output<typeof findingSchema>;

/** A finding in a list of them. */
export const listedFindingSchema = findingSchema
  .extend({
    at: z.iso
      .datetime({ precision: 6 })
      .meta({ description: 'When the event was received, or the first one of the call.' }),
  })
  .meta({ id: 'ListedFinding', description: 'A finding, and when it came about.' });

export type ListedFinding = z.output<typeof listedFindingSchema>;
