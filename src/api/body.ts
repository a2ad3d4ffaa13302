import type * as z from 'zod';

/**
 * Holds a JSON body to its schema.
 * @returns the value, or a sentence that says what is wrong
 */
export function parseBody(
  schema: z.ZodType,
  given: unknown,
): { readonly value: unknown } | { readonly wrong: string } {
  const result = schema.safeParse(given);
  if (result.success) return { value: result.data };
  const [issue] = result.error.issues;
  const at = issue?.path.map(String).join('.').slice(0, maxShownLength) ?? '';
  const where = at === '' ? '' : ` at "${at}"`;
  return {
    wrong: `The JSON body is not what this address takes${where}; see /api/v1/openapi.json.`,
  };
}

/** Enough to find the place. */
const maxShownLength = 80;
