import type { DurationRange } from './filter.ts';

/** `>30s`, `>=30s`, `<1m`, `<=1m` or `10s..20s`; undefined if it is none of these. Units: us, ms, s, m, h. */
export function parseDuration(text: string): DurationRange | undefined {
  const [, operator, limit] = /^(>=|<=|>|<)(.*)$/s.exec(text) ?? [];
  if (operator !== undefined && limit !== undefined) {
    const us = toUs(limit);
    return us === undefined ? undefined : { operator: operator as '>' | '>=' | '<' | '<=', us }; // What the pattern allows.
  }
  const [from = '', until = '', ...rest] = text.split('..');
  const us = toUs(from);
  const untilUs = toUs(until);
  if (us === undefined || untilUs === undefined || us > untilUs || rest.length > 0)
    return undefined;
  return { operator: '..', us, untilUs };
}

/** The same in the largest units that say it without a fraction. */
export function printDuration(range: DurationRange): string {
  return range.operator === '..'
    ? `${fromUs(range.us)}..${fromUs(range.untilUs)}`
    : `${range.operator}${fromUs(range.us)}`;
}

const units = [
  ['h', 3600e6],
  ['m', 60e6],
  ['s', 1e6],
  ['ms', 1e3],
  ['us', 1],
] as const;

function toUs(text: string): number | undefined {
  const [, count, name = ''] = /^(\d{1,9}(?:\.\d{1,6})?)(us|ms|s|m|h)$/i.exec(text) ?? [];
  const unit = units.find(([other]) => other === name.toLowerCase());
  return unit === undefined ? undefined : Math.round(Number(count) * unit[1]);
}

function fromUs(us: number): string {
  if (us === 0) return '0s';
  const [name, size] = units.find(([, unit]) => us % unit === 0) ?? units[4];
  return `${us / size}${name}`;
}
