import type { EventType } from '../protocol/classify.ts';
import type { FormPair } from '../protocol/form.ts';
import type { PlannedExtension } from './numbering-plan.ts';

/** One event that the simulated PBX sends, and when. */
export interface PlannedEvent {
  /** Since the run began. */
  readonly offsetMs: number;
  /** Which call (message, agent) of the run it belongs to, counted from 0. */
  readonly call: number;
  readonly type: EventType;
  /** Who sends it. */
  readonly extension: PlannedExtension;
  /** In the order in which they are sent. A name may be there twice. */
  readonly fields: readonly FormPair[];
  /** The tag that the URL of its subscription has, if its scenario says so. */
  readonly myid?: string;
  /** How it is written, if otherwise than the PBX does. */
  readonly writing?: Writing;
}

/** Ways to write a request that the PBX does not have, but other senders do. */
export interface Writing {
  /** A `+` is sent as it is, which a form reads as a space. */
  readonly hasRawPlus?: boolean;
  /** Text is sent in this charset instead of UTF-8. */
  readonly charset?: Charset;
  /** Of a POST. */
  readonly contentType?: string;
}

export type Charset = 'cp1251' | 'latin-1';
