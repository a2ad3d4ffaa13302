import type { EventType } from '../protocol/classify.ts';
import type { PlannedExtension } from './numbering-plan.ts';
import type { Values } from './sent-fields.ts';

/** An event before the PBX's clock has shown when it happens. */
export interface Step {
  /** Since the scenario began. */
  readonly atMs: number;
  readonly type: EventType;
  readonly extension: PlannedExtension;
  readonly values: Values;
  /** It happens, and no event tells of it. */
  readonly isLost?: boolean;
}
