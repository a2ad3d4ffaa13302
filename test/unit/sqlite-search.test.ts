import { jest } from '@jest/globals';
import { describeSearch } from '../support/describe-search.ts';
import { openSqliteHarness } from '../support/sqlite-search-harness.ts';

/** Each of them starts four threads; on a busy machine that takes its time. */
jest.setTimeout(60_000);

describeSearch('SQLite', openSqliteHarness);
