/** How an outcome, a level or a status is coloured; the word always stands beside it. */
export type Tone = 'good' | 'warn' | 'bad' | 'calm' | 'dim';

const tones: Readonly<Record<string, Tone>> = {
  answered: 'good',
  forwarded: 'good',
  missed: 'warn',
  'no-answer': 'warn',
  zombie: 'warn',
  failed: 'bad',
  unavailable: 'bad',
  open: 'calm',
};

/** Of the outcome of a call. */
export function toneOf(outcome: string): Tone {
  return Object.hasOwn(tones, outcome) ? (tones[outcome] ?? 'dim') : 'dim';
}
