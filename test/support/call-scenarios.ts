import type { Call, CallEvent } from '../../src/protocol/call.ts';
import type { Fields } from '../../src/protocol/fields.ts';
import { CallScript, eventsOf } from './call-script.ts';
import { incomingScenarios } from './incoming-scenarios.ts';
import { outgoingScenarios } from './outgoing-scenarios.ts';
import { queueScenarios } from './queue-scenarios.ts';

/** One kind of call the PBX is known to have, and what is to be made of its events. */
export interface CallScenario extends Expected {
  readonly name: string;
  readonly title: string;
  /** Which of the 24 documented scenarios it is; some have several variants. */
  readonly number: number;
  /** In the documented order. */
  readonly events: readonly CallEvent[];
}

interface Expected extends Pick<Call, 'outcome' | 'direction' | 'via' | 'transferredTo'> {
  readonly answeredBy?: string;
  readonly ringUs?: number;
  readonly talkUs?: number;
}

export interface ScenarioScript {
  readonly number: number;
  readonly title: string;
  readonly outcome: Call['outcome'];
  readonly direction: Call['direction'];
  readonly via?: readonly string[];
  readonly answeredBy?: string;
  readonly transferredTo?: readonly string[];
  readonly ringS?: number;
  readonly talkS?: number;
  /** Of all its events. */
  readonly common?: Fields;
  readonly play: (call: CallScript) => readonly Fields[];
}

export type ScenarioScripts = Readonly<Record<string, ScenarioScript>>;

/** Every scenario, and the well-known variants of some. */
export const callScenarios: readonly CallScenario[] = Object.entries({
  ...outgoingScenarios,
  ...incomingScenarios,
  ...queueScenarios,
}).map(([name, script], place) => toScenario(name, script, place + 1));

function toScenario(name: string, script: ScenarioScript, n: number): CallScenario {
  const {
    number,
    title,
    outcome,
    direction,
    via = [],
    answeredBy,
    transferredTo = [],
    ringS,
    talkS,
  } = script;
  return {
    name,
    title,
    number,
    outcome,
    direction,
    via,
    transferredTo,
    ...(answeredBy === undefined ? undefined : { answeredBy }),
    ...(ringS === undefined ? undefined : { ringUs: Math.round(ringS * 1_000_000) }),
    ...(talkS === undefined ? undefined : { talkUs: Math.round(talkS * 1_000_000) }),
    events: eventsOf(n, script.play(new CallScript(n, script.common))),
  };
}

/** The scenario of this name. */
export function callScenario(name: string): CallScenario {
  const found = callScenarios.find((scenario) => scenario.name === name);
  if (found === undefined) throw new Error(`no scenario ${name}`);
  return found;
}
