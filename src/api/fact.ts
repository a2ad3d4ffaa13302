import * as z from 'zod';

export const factKinds = ['refusal', 'deletion', 'run'] as const;

/** What the service itself noted: a refusal, a deletion, a run of the simulator. */
export const factSchema = z
  .object({
    seq: z.int().meta({ description: 'Rises by one with each fact.' }),
    kind: z.enum(factKinds),
    at: z.iso.datetime({ precision: 6 }),
    reason: z.string().meta({ description: 'For programs, for example `body_too_large`.' }),
    message: z.string().meta({ description: 'For people.' }),
    peer: z.string().optional(),
    status: z.int().optional().meta({ description: 'What was answered, if anything was.' }),
    count: z.int().optional().meta({ description: 'Of a deletion or a run: how many events.' }),
    bytesBase64: z
      .base64()
      .optional()
      .meta({ description: 'What the parser still held of a refused request: at most 4 KiB.' }),
  })
  .meta({ id: 'Fact', description: 'Something the service itself noted.' });

export type FactView = z.output<typeof factSchema>;
