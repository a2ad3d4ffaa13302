import type { CallNarrowing } from '../../query/narrow-calls.ts';
import type { DurationRange, Value } from '../../query/filter.ts';

/**
 * What the terms about calls ask of a row of table `call`, as SQL that begins with AND (or is empty), and the values it names. It selects
 * every match, and perhaps others: negated terms are left to `matchesCall`.
 */
export function callCondition(
  { terms, fromUs, untilUs }: CallNarrowing,
  nowUs: number,
): { readonly sql: string; readonly values: Record<string, unknown> } {
  const values: Record<string, unknown> = {};
  const named = (value: unknown): string => {
    const name = `v${Object.keys(values).length}`;
    values[name] = value;
    return `@${name}`;
  };
  const conditions: string[] = [];
  if (fromUs !== undefined) conditions.push(`started_us >= ${named(fromUs)}`);
  if (untilUs !== undefined) conditions.push(`started_us < ${named(untilUs)}`);
  for (const term of terms) if (!term.isNegated) conditions.push(anyOf(term, named, nowUs));
  return { sql: conditions.map((condition) => `AND ${condition}`).join(' '), values };
}

type Named = (value: unknown) => string;

function anyOf(term: CallNarrowing['terms'][number], named: Named, nowUs: number): string {
  switch (term.key) {
    case 'outcome':
      return or(term.values.map(({ wanted }) => outcomeIs(wanted, named, nowUs)));
    case 'direction':
      return or(term.values.map(({ wanted }) => `direction = ${named(wanted)}`));
    case 'duration':
      return or(term.values.map((range) => inRange('talk_us', range, named)));
    case 'rang':
      return or(term.values.map((range) => inRange('ring_us', range, named)));
    case 'finding':
      return or(term.values.map((value) => isFound(value, named, nowUs)));
  }
}

function or(conditions: readonly string[]): string {
  return conditions.length === 1 ? (conditions[0] ?? 'true') : `(${conditions.join(' OR ')})`;
}

function outcomeIs(wanted: string, named: Named, nowUs: number): string {
  if (wanted === 'zombie') return `zombie_us <= ${named(nowUs)}`;
  return `outcome = ${named(wanted)}`;
}

function inRange(column: string, range: DurationRange, named: Named): string {
  return range.operator === '..'
    ? `${column} BETWEEN ${named(range.us)} AND ${named(range.untilUs)}`
    : `${column} ${range.operator} ${named(range.us)}`;
}

/** `findings` is `RL003:warn RL031:info`. Of a zombie a rule speaks that is not asked when the call is indexed. */
function isFound({ wanted }: Value, named: Named, nowUs: number): string {
  const isLevel = !wanted.startsWith('rl');
  const mark = named(isLevel ? `:${wanted}` : `${wanted.toUpperCase()}:`);
  const isInMarks = `(findings IS NOT NULL AND instr(findings, ${mark}) > 0)`;
  return wanted === 'error' || wanted === 'rl022'
    ? `(${isInMarks} OR zombie_us <= ${named(nowUs)})`
    : isInMarks;
}
