import { bridgedOf } from './bridged.ts';
import { extensionIn, type NumberingPlan } from './numbering-plan.ts';
import type { LegOfFile, ScenarioFile } from './scenario-schema.ts';

/** What is wrong in a scenario's file, and where. */
export interface Problem {
  readonly path: readonly (string | number)[];
  /** Follows the name of the place: `is no …`. */
  readonly message: string;
}

/** A number of up to so many digits is one of the PBX's own. */
const maxExtensionDigits = 6;

/** Whether somebody to call is an extension, by how he is written. */
export function isExtensionNumber(party: string): boolean {
  return /^\d+$/.test(party) && party.length <= maxExtensionDigits;
}

/**
 * What the parts of a scenario's file say that cannot be so together; empty if it can be played.
 * @param plan with the file's own extensions
 */
export function problemsOf(file: ScenarioFile, plan: NumberingPlan): readonly Problem[] {
  return [
    ...problemsOfWhole(file),
    ...file.legs.flatMap((leg, place) =>
      problemsOfLeg(leg, file.legs, plan).map((one) => under(['legs', place], one)),
    ),
    ...file.messages.flatMap((message, place) => [
      ...phoneProblems(['messages', place], message, ['in', 'out'], plan),
      ...(message.in !== undefined && message.result !== undefined
        ? [{ path: ['messages', place, 'result'], message: 'goes with a message out only' }]
        : []),
    ]),
    ...file.agents.flatMap((change, place) => agentProblems(['agents', place], change, plan)),
  ];
}

function problemsOfWhole({ legs, messages, agents, expect }: ScenarioFile): readonly Problem[] {
  if (legs.length + messages.length + agents.length === 0)
    return [{ path: [], message: 'has no legs, messages or agents' }];
  if (legs.length > 0 && expect === undefined)
    return [{ path: [], message: 'has legs, and so needs expect: what comes of the call' }];
  if (legs.length === 0 && expect !== undefined)
    return [{ path: ['expect'], message: 'goes with legs only' }];
  return [];
}

function problemsOfLeg(
  leg: LegOfFile,
  legs: readonly LegOfFile[],
  plan: NumberingPlan,
): readonly Problem[] {
  const own = leg.in ?? leg.out;
  if (own === undefined || (leg.in !== undefined && leg.out !== undefined))
    return [at([], 'needs either in or out: the extension that is called or calls')];
  const unknown = unknownIn(leg, plan);
  if (unknown.length > 0) return unknown;
  const { kind } = extensionIn(plan, own) ?? { kind: 'phone' };
  return [
    ...(leg.in === undefined ? problemsOfOut(leg, kind) : problemsOfIn(leg, kind, plan)),
    ...problemsOfTimes(leg),
    ...problemsOfEnd(leg, bridgedOf(leg, legs, plan) === 'yes'),
  ];
}

function unknownIn(leg: LegOfFile, plan: NumberingPlan): readonly Problem[] {
  return (['in', 'out', 'from', 'via', 'to'] as const).flatMap((key) => {
    const number = leg[key];
    return number === undefined || (key === 'to' && !isExtensionNumber(number))
      ? []
      : unknownNumber(number, [key], plan);
  });
}

function unknownNumber(
  number: string,
  path: Problem['path'],
  plan: NumberingPlan,
): readonly Problem[] {
  if (extensionIn(plan, number) !== undefined) return [];
  const numbers = plan.extensions.map((extension) => extension.number).join(', ');
  return [at(path, `is ${number}, which is not there (${numbers}) nor under extensions`)];
}

function problemsOfIn(leg: LegOfFile, kind: string, plan: NumberingPlan): readonly Problem[] {
  const problems = refused(leg, ['to', 'transfered'], 'goes with out only');
  if (kind === 'phone') problems.push(...refused(leg, ['bridged'], 'goes with an IVR or a queue'));
  else
    problems.push(
      ...refused(leg, ['answer', 'recorded', 'voicemail'], `is not there: no ${kind} sends it`),
    );
  if (leg.via !== undefined && extensionIn(plan, leg.via)?.kind === 'phone')
    problems.push(at(['via'], 'is a phone: only an IVR or a queue passes a call on'));
  return problems;
}

function problemsOfOut(leg: LegOfFile, kind: string): readonly Problem[] {
  const problems = refused(
    leg,
    ['from', 'via', 'remote', 'bridged', 'voicemail'],
    'goes with in only',
  );
  if (leg.to === undefined) problems.push(at([], 'needs to: who is called'));
  else if (leg.transfered === true && isExtensionNumber(leg.to))
    problems.push(at(['transfered'], 'goes with a number outside only'));
  if (kind === 'ivr' && leg.transfered !== true)
    problems.push(at(['out'], 'is an IVR, which calls nobody; forwarding needs transfered: yes'));
  return problems;
}

function problemsOfTimes({ dial, answer, hangup, voicemail }: LegOfFile): readonly Problem[] {
  if (hangup <= dial) return [at(['hangup'], 'is not after dial')];
  if (answer !== undefined && answer <= dial) return [at(['answer'], 'is not after dial')];
  if (answer !== undefined && answer >= hangup) return [at(['hangup'], 'is not after answer')];
  if (voicemail !== undefined && voicemail.at <= hangup)
    return [at(['voicemail', 'at'], 'is not after hangup')];
  return [];
}

function problemsOfEnd({ status, answer }: LegOfFile, isBridged: boolean): readonly Problem[] {
  return status !== undefined || answer !== undefined || isBridged
    ? []
    : [at(['hangup'], 'needs a status, for nobody answered: NOANSWER, say')];
}

function refused(leg: LegOfFile, keys: readonly (keyof LegOfFile)[], message: string): Problem[] {
  return keys.filter((key) => leg[key] !== undefined).map((key) => at([key], message));
}

function phoneProblems<Key extends string>(
  path: Problem['path'],
  given: Readonly<Partial<Record<Key, unknown>>>,
  keys: readonly [Key, Key],
  plan: NumberingPlan,
): readonly Problem[] {
  const named = keys.filter((key) => given[key] !== undefined);
  const [key] = named;
  if (key === undefined || named.length > 1)
    return [at(path, `needs either ${keys.join(' or ')}: the extension`)];
  const number = String(given[key]);
  const own = [...path, key];
  const unknown = unknownNumber(number, own, plan);
  if (unknown.length > 0) return unknown;
  return extensionIn(plan, number)?.kind === 'phone' ? [] : [at(own, 'is no phone')];
}

function agentProblems(
  path: Problem['path'],
  change: ScenarioFile['agents'][number],
  plan: NumberingPlan,
): readonly Problem[] {
  const problems = phoneProblems(path, change, ['login', 'logout'], plan);
  if (problems.length > 0) return problems;
  const key = change.login === undefined ? 'logout' : 'login';
  const number = change[key] ?? '';
  const isAgent = extensionIn(plan, number)?.agentId !== undefined;
  return isAgent ? [] : [at([...path, key], 'is no agent of the queue')];
}

function under(path: Problem['path'], problem: Problem): Problem {
  return { ...problem, path: [...path, ...problem.path] };
}

function at(path: Problem['path'], message: string): Problem {
  return { path, message };
}
