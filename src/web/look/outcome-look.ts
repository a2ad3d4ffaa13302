import type { Outcome } from '../../protocol/call.ts';
import { outcomeTable } from '../../protocol/outcome-table.ts';

/** How it went, as colours tell it. */
type Tone = 'good' | 'warn' | 'bad' | 'calm' | 'dim';

interface OutcomeLook {
  readonly tone: Tone;
  /** Beside the word, for who sees no colours. */
  readonly sign: string;
  /** What the word means, for those who do not know the PBX. */
  readonly meaning: string;
}

const looks: Readonly<Record<Outcome, readonly [Tone, sign: string]>> = {
  answered: ['good', '✓'],
  forwarded: ['good', '↪'],
  'ivr-only': ['dim', '○'],
  missed: ['warn', '✕'],
  'no-answer': ['warn', '✕'],
  busy: ['dim', '✕'],
  cancelled: ['dim', '✕'],
  unavailable: ['bad', '✕'],
  failed: ['bad', '✕'],
  open: ['calm', '…'],
  zombie: ['warn', '?'],
};

/** How an outcome looks beside its word; one that only a newer server knows has no sign. */
export function outcomeLook(outcome: string): OutcomeLook {
  const row = outcomeTable.find((each) => each.outcome === outcome);
  const [tone, sign] = row ? looks[row.outcome] : (['dim', ''] as const);
  return { tone, sign, meaning: row?.meaning ?? '' };
}
