import { outcomeTable } from '../../protocol/outcome-table.ts';
import { toneOf, type Tone } from '../look/tones.ts';

interface OutcomeLook {
  readonly tone: Tone;
  /** Beside the word, for who sees no colours. */
  readonly sign: string;
  /** What the word means, for those who do not know the PBX. */
  readonly meaning: string;
}

const signs: Readonly<Record<string, string>> = {
  answered: '✓',
  forwarded: '↪',
  'ivr-only': '○',
  missed: '✕',
  'no-answer': '✕',
  busy: '✕',
  cancelled: '✕',
  unavailable: '✕',
  failed: '✕',
  open: '…',
  zombie: '?',
};

/** How an outcome looks beside its word; one that only a newer server knows has no sign. */
export function outcomeLook(outcome: string): OutcomeLook {
  return {
    tone: toneOf(outcome),
    sign: (Object.hasOwn(signs, outcome) ? signs[outcome] : undefined) ?? '',
    meaning: outcomeTable.find((row) => row.outcome === outcome)?.meaning ?? '',
  };
}
