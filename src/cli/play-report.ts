import type { Painter } from '../formats/paint.ts';
import { printable, printableJson } from '../formats/printable.ts';

/** What came of a run, whoever played it. */
export interface PlayReport {
  /** What was played, in words. */
  readonly what: string;
  readonly to: string;
  /** False if it was ended before its end. */
  readonly isWhole: boolean;
  readonly sent: number;
  readonly answered: readonly (readonly [status: string, count: number])[];
  readonly failed: readonly { readonly why: string; readonly count: number }[];
  readonly latency?: { readonly p50Us: number; readonly p99Us: number } | undefined;
  readonly seconds: number;
  readonly seed: number;
  /** When the clock of its events began, ISO 8601. */
  readonly at: string;
}

/** Whether all that was to be sent was answered 2xx. */
export function isTaken({ isWhole, answered, failed }: PlayReport): boolean {
  return isWhole && failed.length === 0 && answered.every(([status]) => isGood(status));
}

/** A table for a person, a line each. */
export function formatReport(report: PlayReport, { dim, red, green }: Painter): string {
  const { what, to, isWhole, sent, answered, failed, latency, seconds, seed, at } = report;
  const rate = seconds > 0 ? `, ${Math.round(sent / seconds)} a second` : '';
  const rows: readonly (readonly [name: string, value: string])[] = [
    ['played', shortened(printable(what))],
    ['to', printable(to)],
    ['sent', isWhole ? String(sent) : red(`${sent}, not to the end`)],
    ...answered.map(([status, count]): [string, string] => [
      `answered ${status}`,
      (isGood(status) ? green : red)(String(count)),
    ]),
    ...failed.map(({ why, count }): [string, string] => [
      'not answered',
      red(`${count}: ${printable(why)}`),
    ]),
    ...(latency === undefined
      ? []
      : [['latency', `p50 ${inMs(latency.p50Us)}, p99 ${inMs(latency.p99Us)}`] as const]),
    ['took', `${seconds.toFixed(1)} s${rate}`],
    ['again with', `--seed ${seed} --at ${at}`],
  ];
  return rows.map(([name, value]) => `${dim(name.padEnd(nameWidth))} ${value}\n`).join('');
}

/** The same for a program, one document. */
export function reportJson(report: PlayReport): string {
  const { what, to, isWhole, sent, answered, failed, latency, seconds, seed, at } = report;
  const json = {
    what,
    to,
    whole: isWhole,
    sent,
    answered: Object.fromEntries(answered),
    failed: failed.map(({ why, count }) => ({ why, count })),
    ...(latency === undefined ? undefined : { latency }),
    seconds: Number(seconds.toFixed(3)),
    seed,
    at,
  };
  return `${printableJson(JSON.stringify(json))}\n`;
}

const nameWidth = 12;

/** Of a mix of everything there is the beginning tells enough. */
function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}

function isGood(status: string): boolean {
  return /^2\d\d$/.test(status);
}

function inMs(us: number): string {
  return `${(us / 1_000).toFixed(1)} ms`;
}
