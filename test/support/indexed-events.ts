/** Random events as they are stored, and what is known of them without an index. */
import { expect } from '@jest/globals';
import fc from 'fast-check';
import { readEvent } from '../../src/index/event-view.ts';
import { subjectOf } from '../../src/index/index-entry.ts';
import type { Found, Page, Range } from '../../src/index/search.ts';
import type { Capture } from '../../src/journal/capture.ts';
import type { Event } from '../../src/journal/event.ts';
import { maxBatch } from '../../src/journal/store.ts';
import type { Filter } from '../../src/query/filter.ts';
import { matches } from '../../src/query/match.ts';
import { parseFilter } from '../../src/query/parse.ts';
import { printTime } from '../../src/query/time-value.ts';
import { slotUs } from '../../src/storage/sqlite/index-slots.ts';
import { someCapture } from './captures.ts';
import { anyRequest, eventTerm, filterText } from './filtered-events.ts';
import type { SearchHarness } from './search-harness.ts';

type Request = Partial<Parameters<typeof subjectOfRequest>[0]>;
type subjectOfRequest = never;
