import type { ApiRun } from '../../api/run.ts';
import { countText } from '../text/count-text.ts';

/** What this page had played last. */
export interface Playing {
  readonly title: string;
  /** How many events it will send, if that is known. */
  readonly total?: number | undefined;
  /** Absent until the server has begun. */
  readonly run?: ApiRun;
  /** Why it did not begin, or nobody knows how far it is. */
  readonly fault?: string;
}

/** How far a run has come, in a sentence. */
export function playingLine({ title, total, run, fault }: Playing): string {
  if (fault !== undefined) return `${title}: ${fault}`;
  if (!run) return `${title}: about to begin`;
  return `${title}: ${sentLine(run, total)}`;
}

/** The same of a run whose title stands beside it. @param total events it will send, if that is known */
export function sentLine(run: ApiRun, total?: number): string {
  const { state, sent } = run;
  if (state === 'failed') return `failed: ${run.why ?? 'the server does not say why'}`;
  const events = countText(sent, 'event');
  if (state === 'running')
    return total === undefined ? `${events} sent` : `${sent} of ${total} events sent`;
  const end = state === 'stopped' ? `stopped after ${events}` : `${events} sent`;
  return `${end}${answersOf(run)}`;
}

function answersOf({ answered, failed }: ApiRun): string {
  const bad = Object.entries(answered).filter(([status]) => !status.startsWith('2'));
  const parts = [
    ...bad.map(([status, count]) => `${count} answered ${status}`),
    ...(failed > 0 ? [`${failed} not answered`] : []),
  ];
  return parts.length === 0 ? '' : `, ${parts.join(', ')}`;
}
