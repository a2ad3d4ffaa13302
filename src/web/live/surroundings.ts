import type { ApiCall } from '../../api/call.ts';
import type { EventSummary } from '../../api/event.ts';
import type { TabMessage } from './frame.ts';
import type { FollowTarget } from './target.ts';

/** What following needs of the world: the browser's in `browser.ts`, others in tests. */
export interface Surroundings {
  readonly clock: Clock;
  readonly server: LiveServer;
  /** Absent where a browser offers none: then each tab reads for itself. */
  readonly tabs: Tabs | undefined;
}

export interface Clock {
  nowMs(): number;
  /** Runs it later. @returns a function that calls it off */
  after(ms: number, run: () => void): () => void;
}

/** Rejects with a `Refusal`, or when the signal is aborted with anything. */
interface LiveServer {
  openStream(target: FollowTarget, signal: AbortSignal): Promise<OpenStream>;
  /** Events after a cursor, the oldest first. */
  events(
    question: { readonly q: string; readonly after: string; readonly limit: number },
    signal: AbortSignal,
  ): Promise<EventsPage>;
  /** The newest calls. */
  calls(
    question: { readonly q: string; readonly limit: number },
    signal: AbortSignal,
  ): Promise<{ readonly calls: readonly ApiCall[] }>;
}

export interface EventsPage {
  readonly events: readonly EventSummary[];
  readonly next?: string | undefined;
  readonly indexedTo: string;
}

export interface OpenStream {
  /** When the server began to answer, by its clock, if it said so. */
  readonly answeredAtMs: number | undefined;
  /** More text; undefined at the end. Rejects when the connection breaks. */
  read(): Promise<string | undefined>;
}

/** What the tabs of one browser share. */
export interface Tabs {
  readonly locks: Locks;
  /** @param onMessage is told what others say, not what was posted here */
  readonly open: (name: string, onMessage: (message: TabMessage) => void) => Channel;
  /** Names this one among those who talk. */
  readonly newName: () => string;
}

export type Release = () => void;

export interface Locks {
  /** Rejects when the signal is aborted first. */
  readonly take: (name: string, signal: AbortSignal) => Promise<Release>;
  /** Undefined if somebody has it. */
  readonly takeFree: (name: string) => Promise<Release | undefined>;
}

interface Channel {
  post(message: TabMessage): void;
  close(): void;
}
