import type { Color, Painter } from '../formats/paint.ts';
import { printable } from '../formats/printable.ts';
import type { Outcome } from '../protocol/call.ts';

const colors: Readonly<Record<Outcome, Color>> = {
  answered: 'green',
  forwarded: 'green',
  'ivr-only': 'yellow',
  missed: 'red',
  'no-answer': 'yellow',
  busy: 'yellow',
  cancelled: 'yellow',
  unavailable: 'red',
  failed: 'red',
  open: 'cyan',
  zombie: 'magenta',
};

/** An outcome in its colour; one that a newer server knows is shown as it is. */
export function paintOutcome(paint: Painter, outcome: string, width = 0): string {
  const color = new Map<string, Color>(Object.entries(colors)).get(outcome);
  const text = printable(outcome).padEnd(width);
  return color === undefined ? text : paint[color](text);
}
