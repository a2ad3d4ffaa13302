import * as z from 'zod';

/** The parameters that several routes share, and how any of them is read. */

/** Opaque, but never more than what a URL carries unchanged. */
const cursorPattern = /^[\w.~-]{1,128}$/;

export const cursor = z.string().regex(cursorPattern, 'is a cursor as the API gave it');

export const cursorOrStart = z
  .string()
  .regex(/^[\w.~-]{0,128}$/, 'is a cursor as the API gave it, or empty for the very start');

export const eventKey = z
  .string()
  .regex(cursorPattern, 'is an id or a cursor of an event, or last')
  .meta({ description: 'The id or the cursor of the event; `last` is the newest.' });

export const callKey = z
  .string()
  .min(1, 'is a CallID, its first 6 or more characters, or last')
  .max(2000, 'is a CallID, its first 6 or more characters, or last')
  .meta({
    description:
      'The CallID in any case, or its first 6 or more characters (of several calls the newest); `last` is the newest call.',
  });

/** The language is described at /docs. */
export const filter = z
  .string()
  .max(2000, 'is at most 2000 characters long')
  .default('')
  .meta({ description: 'A filter; empty: everything. Its language is described at /docs.' });

const durationUnits: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A length of time as text, such as `30s`, read as milliseconds. */
function duration(minMs: number, maxMs: number, message: string) {
  return z
    .string()
    .transform((text) => {
      const [, digits = '', unit = ''] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text) ?? [];
      return Number(digits) * (durationUnits[unit] ?? NaN);
    })
    .refine((ms) => ms >= minMs && ms <= maxMs, message);
}

export const timeout = duration(0, 600_000, 'is a time such as 500ms, 30s or 5m, at most 10m')
  .default(30_000)
  .meta({ description: 'How long to wait: a number and ms, s or m. Default 30s.' });

export const bucket = duration(
  1_000,
  7 * 86_400_000,
  'is a time such as 1m, 1h or 1d, from 1s to 7d',
)
  .default(3_600_000)
  .meta({ description: 'The length of a stretch of time: a number and s, m, h or d. Default 1h.' });

const limitRange = 'is a whole number from 1 to 1000';
export const limit = z.coerce
  .number(limitRange)
  .int(limitRange)
  .min(1, limitRange)
  .max(1000, limitRange)
  .default(50)
  .meta({ description: 'How many at most.' });

/**
 * Reads parameters by their schema. Each may be given once; unknown ones are refused, since a misspelt filter that is ignored shows too much.
 * @param schema none: no parameters
 * @returns the values, or a sentence that names the parameter, what is allowed and the nearest known name
 */
export function parseParameters(
  schema: z.ZodObject | undefined,
  given: Iterable<readonly [string, string]>,
): { readonly values: Record<string, unknown> } | { readonly wrong: string } {
  const known = Object.keys(schema?.shape ?? {});
  const values = new Map<string, string>();
  for (const [name, value] of given) {
    if (!known.includes(name)) return { wrong: unknownParameter(name, known) };
    if (values.has(name)) return { wrong: `Parameter "${name}" is given more than once.` };
    values.set(name, value);
  }
  if (!schema) return { values: {} };
  const result = schema.safeParse(Object.fromEntries(values));
  if (result.success) return { values: result.data };
  const [issue] = result.error.issues;
  const missing = String(issue?.path[0]);
  if (!values.has(missing)) return { wrong: `Parameter "${missing}" is missing.` };
  return { wrong: `Parameter "${String(issue?.path[0])}" ${issue?.message ?? 'is wrong'}.` };
}

function unknownParameter(name: string, known: readonly string[]): string {
  const shown = name.slice(0, maxShownLength);
  if (known.length === 0) return `Unknown parameter "${shown}": this address takes none.`;
  const nearest = known
    .map((word) => ({ word, distance: editDistance(shown.toLowerCase(), word) }))
    .reduce((a, b) => (b.distance < a.distance ? b : a));
  const hint = nearest.distance <= maxDistance ? ` Did you mean "${nearest.word}"?` : '';
  return `Unknown parameter "${shown}".${hint} Known: ${known.join(', ')}.`;
}

/** Enough to recognise what one wrote. */
const maxShownLength = 40;
/** Beyond this, a name is another word and not a slip. */
const maxDistance = 3;

/** Levenshtein's: how many letters to put in, leave out or change. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}
