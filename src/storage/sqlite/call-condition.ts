import { zombieFinding } from '../../index/call-entry.ts';
import type { CallNarrowing } from '../../query/narrow-calls.ts';
import type { DurationRange, Value } from '../../query/filter.ts';

/**
 * What the terms about calls ask of a row of table `call`, as SQL that begins with AND (or is empty), and the values it names. But
 * for negated terms, which are left to `matchesCall`, it selects the matches and no others: histograms are made of it alone.
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
      return outcomeIn(new Set(term.values.map(({ wanted }) => wanted)), named, nowUs);
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

/** A row says `open` of zombies, too. Written so that the index of outcomes gives the rows in their order: another one would be sorted. */
function outcomeIn(wanted: ReadonlySet<string>, named: Named, nowUs: number): string {
  const kept = new Set(Array.from(wanted, (outcome) => (outcome === 'zombie' ? 'open' : outcome)));
  const isKept = or(Array.from(kept, (outcome) => `outcome = ${named(outcome)}`));
  const hasZombies = wanted.has('zombie');
  if (hasZombies === wanted.has('open')) return isKept;
  return `(${isKept} AND (outcome <> 'open' OR zombie_us ${hasZombies ? '<=' : '>'} ${named(nowUs)}))`;
}

function inRange(column: string, range: DurationRange, named: Named): string {
  return range.operator === '..'
    ? `${column} BETWEEN ${named(range.us)} AND ${named(range.untilUs)}`
    : `${column} ${range.operator} ${named(range.us)}`;
}

/** `findings` are `findingMarks`, which lack the `zombieFinding`. */
function isFound({ wanted }: Value, named: Named, nowUs: number): string {
  const isLevel = !wanted.startsWith('rl');
  const mark = named(isLevel ? `:${wanted}` : `${wanted.toUpperCase()}:`);
  const isInMarks = `(findings IS NOT NULL AND instr(findings, ${mark}) > 0)`;
  return wanted === zombieFinding.level || wanted === zombieFinding.rule.toLowerCase()
    ? `(${isInMarks} OR zombie_us <= ${named(nowUs)})`
    : isInMarks;
}
