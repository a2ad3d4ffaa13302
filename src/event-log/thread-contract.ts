import type { ErrorCode } from '../errors.ts';
import type { Cursor } from '../journal/event.ts';
import type { DestinationName } from './destination.ts';
import type { EventLogFormat } from './event-format.ts';

/** What the thread of the event log is started with. */
export interface ThreadOptions {
  /** Of `Signals`. */
  readonly memory: SharedArrayBuffer;
  readonly directory: string;
  readonly from: Cursor;
  readonly destination: DestinationName;
  readonly format: EventLogFormat;
  readonly useColor: boolean;
  readonly width?: number | undefined;
}

/** What it reports: first `ready` or `ended`, last `ended`; with a failure if it could not go on. */
export type ThreadReport =
  | { readonly kind: 'ready' }
  | { readonly kind: 'trouble'; readonly failure: ThreadFailure }
  | { readonly kind: 'ended'; readonly failure?: ThreadFailure };

/** An AppError on its way, with what is known of its cause. */
export interface ThreadFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly causeCode?: string;
  readonly causeMessage?: string;
}
