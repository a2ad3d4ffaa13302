import { toStoreError } from './sqlite-error.ts';

/** Runs a query of the journal, with SQLite's errors as the store's. */
export function reading<T>(query: () => T): T {
  try {
    return query();
  } catch (error) {
    throw toStoreError(error);
  }
}
