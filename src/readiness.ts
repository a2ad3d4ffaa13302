import { toAppError } from './errors.ts';
import type { Journal } from './journal/journal.ts';
import type { Projector } from './projector/projector.ts';

/** What `/readyz` tells. Events are taken whatever the index does: its state is told and decides nothing. */
export async function readinessOf(
  journal: Pick<Journal, 'lastFailure'>,
  isListening: boolean,
  projector: Pick<Projector, 'status'>,
): Promise<{ ready: boolean; checks: Record<string, string> }> {
  const store = journal.lastFailure?.code ?? 'ok';
  const receiver = isListening ? 'ok' : 'not listening';
  const index = await indexState(projector);
  return { ready: store === 'ok' && isListening, checks: { store, receiver, index } };
}

async function indexState(projector: Pick<Projector, 'status'>): Promise<string> {
  try {
    const { behind, rebuilding } = await projector.status();
    if (rebuilding) return `rebuilding, ${rebuilding.done} of ${rebuilding.of} events`;
    return behind === 0 ? 'ok' : `${behind} events behind`;
  } catch (error) {
    return toAppError(error).code;
  }
}
