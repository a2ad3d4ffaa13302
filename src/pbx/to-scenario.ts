import { AppError } from '../errors.ts';
import { bridgedOf } from './bridged.ts';
import type { NumberingPlan, PlannedExtension } from './numbering-plan.ts';
import { isExtensionNumber } from './scenario-checks.ts';
import type { LegOfFile, ScenarioFile } from './scenario-schema.ts';
import type {
  AgentChange,
  End,
  Expectation,
  Scenario,
  ScenarioLeg,
  ScenarioMessage,
} from './scenario.ts';
import { parseSubscriptions } from './subscriptions.ts';

/**
 * The scenario of a file that was found to be right.
 * @param plan with the file's own extensions
 * @param wrong makes the error of a line of subscriptions that is not understood
 */
export function toScenario(
  name: string,
  file: ScenarioFile,
  {
    extensions,
    plan,
    wrong,
  }: {
    readonly extensions: readonly PlannedExtension[];
    readonly plan: NumberingPlan;
    readonly wrong: (message: string) => AppError;
  },
): Scenario {
  const { title, about, myid, queueDial, expect, legs } = file;
  return {
    name,
    title,
    about,
    isCallback: file.callback ?? false,
    ...(queueDial === undefined ? undefined : { queueDial }),
    ...(myid === undefined ? undefined : { myid }),
    ...subscriptionsOf(file.subscriptions, wrong),
    extensions,
    legs: legs.map((leg) => toLeg(leg, bridgedOf(leg, legs, plan))),
    messages: file.messages.map(toMessage),
    agents: file.agents.map(toChange),
    ...(expect === undefined ? undefined : { expect: toExpectation(expect) }),
  };
}

function subscriptionsOf(
  text: string | undefined,
  wrong: (message: string) => AppError,
): Pick<Scenario, 'subscriptions'> {
  if (text === undefined) return {};
  try {
    return { subscriptions: parseSubscriptions(text) };
  } catch (error) {
    throw error instanceof AppError ? wrong(error.message) : error;
  }
}

function toLeg(leg: LegOfFile, bridged: 'yes' | 'no' | undefined): ScenarioLeg {
  const { from, via, to, remote, answer, voicemail } = leg;
  return {
    flow: leg.in === undefined ? 'out' : 'in',
    extension: leg.in ?? leg.out ?? '',
    ...(from === undefined ? undefined : { from }),
    ...(via === undefined ? undefined : { via }),
    ...(remote === undefined ? undefined : { remote: toEnd(remote) }),
    ...(to === undefined ? undefined : { to: toEnd(to) }),
    isTransfered: leg.transfered ?? false,
    isRecorded: leg.recorded ?? false,
    dialMs: leg.dial,
    ...(answer === undefined ? undefined : { answerMs: answer }),
    hangupMs: leg.hangup,
    status: leg.status ?? 'ANSWER',
    lost: leg.lost ?? [],
    ...(bridged === undefined ? undefined : { bridged }),
    ...(voicemail === undefined
      ? undefined
      : { voicemail: { atMs: voicemail.at, lengthMs: voicemail.length } }),
  };
}

function toEnd(party: string): End {
  if (party === 'outside') return { outside: 0 };
  if (party === 'another') return { outside: 1 };
  return isExtensionNumber(party) ? { extension: party } : { dialled: party };
}

function toMessage(message: ScenarioFile['messages'][number]): ScenarioMessage {
  const { at, text, result } = message;
  return {
    flow: message.in === undefined ? 'out' : 'in',
    extension: message.in ?? message.out ?? '',
    atMs: at,
    text,
    ...(result === undefined ? undefined : { result }),
  };
}

function toChange({ login, logout, at }: ScenarioFile['agents'][number]): AgentChange {
  return { extension: login ?? logout ?? '', isLogin: login !== undefined, atMs: at };
}

function toExpectation(expect: NonNullable<ScenarioFile['expect']>): Expectation {
  const { outcome, direction, via, ring, talk } = expect;
  return {
    outcome,
    direction,
    via,
    ...(ring === undefined ? undefined : { ringMs: ring }),
    ...(talk === undefined ? undefined : { talkMs: talk }),
  };
}
