import { toAppError } from './errors.ts';
import type { Journal } from './journal/journal.ts';
import type { Projector } from './projector/projector.ts';

/** What `/readyz` tells. Events are taken whatever the index does: its state is told and decides nothing. */
export async function readinessOf({
  journal,
  isListening,
  projector,
  demo,
}: {
  readonly journal: Pick<Journal, 'lastFailure'>;
  readonly isListening: boolean;
  readonly projector: Pick<Projector, 'status'>;
  /** How it stands with the calls that are made up; undefined: none are. */
  readonly demo: string | undefined;
}): Promise<{ ready: boolean; checks: Record<string, string> }> {
  const store = journal.lastFailure?.code ?? 'ok';
  const receiver = isListening ? 'ok' : 'not listening';
  const index = await indexState(projector);
  const fixtures = demo === undefined ? {} : { fixtures: demo };
  return {
    ready: store === 'ok' && isListening,
    checks: { store, receiver, index, ...fixtures },
  };
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
