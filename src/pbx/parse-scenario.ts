import { isMap, isNode, LineCounter, parseDocument, type Document } from 'yaml';
import type * as z from 'zod';
import { AppError } from '../errors.ts';
import { didYouMean } from './did-you-mean.ts';
import {
  defaultPlan,
  extended,
  type NumberingPlan,
  type PlannedExtension,
} from './numbering-plan.ts';
import { problemsOf } from './scenario-checks.ts';
import { keysAt, scenarioShape, type ScenarioFile } from './scenario-schema.ts';
import { toScenario } from './to-scenario.ts';
import type { Scenario } from './scenario.ts';

/** More than any scenario that a person wrote. */
const maxChars = 256 * 1024;

/**
 * Reads a scenario.
 * @param file what to call the text in errors
 * @param plan who there is to take part
 * @throws {AppError} `bad_scenario`, with file and line, if it is no YAML, not of the form of a scenario, or cannot be played
 */
export function parseScenario(
  text: string,
  {
    name,
    file,
    plan = defaultPlan,
  }: { readonly name: string; readonly file: string; readonly plan?: NumberingPlan },
): Scenario {
  const lines = new LineCounter();
  const wrong = (offset: number, what: string): AppError => {
    const { line } = lines.linePos(offset);
    return new AppError('bad_scenario', `${file}:${Math.max(line, 1)}: ${what}`);
  };
  if (text.length > maxChars) throw wrong(0, `The file is longer than ${maxChars} characters.`);
  const document = parseDocument(text, {
    schema: 'failsafe',
    stringKeys: true,
    prettyErrors: false,
    lineCounter: lines,
  });
  const [broken] = document.errors;
  if (broken !== undefined) throw wrong(broken.pos[0], `This is not YAML: ${broken.message}.`);
  const result = scenarioShape.safeParse(plainOf(document, wrong));
  if (!result.success) {
    const [issue] = result.error.issues;
    if (issue === undefined) throw wrong(0, 'This is no scenario.');
    const { path, message } = told(issue, document);
    throw wrong(offsetOf(document, path), message);
  }
  const extensions = extensionsOf(result.data);
  const ownPlan = extended(plan, extensions);
  const [problem] = problemsOf(result.data, ownPlan);
  if (problem !== undefined)
    throw wrong(offsetOf(document, problem.path), `${placeName(problem.path)} ${problem.message}.`);
  return toScenario(name, result.data, {
    extensions,
    plan: ownPlan,
    wrong: (message) => wrong(offsetOf(document, ['subscriptions']), message),
  });
}

/** Aliases may stand for more than anybody has memory for; the library counts. */
function plainOf(
  document: Document.Parsed,
  wrong: (offset: number, what: string) => AppError,
): unknown {
  try {
    return document.toJS();
  } catch {
    throw wrong(0, 'The file refers to itself too often.');
  }
}

/** The extensions that a file adds to the plan. */
function extensionsOf({ extensions = {} }: ScenarioFile): readonly PlannedExtension[] {
  return Object.entries(extensions).map(([number, { id = `10${number}`, kind, name, agent }]) => {
    return { number, id, kind, name, ...(agent === undefined ? undefined : { agentId: agent }) };
  });
}

type Path = readonly PropertyKey[];

/** A sentence on what does not fit the form, and the place it is about. */
function told(
  issue: z.core.$ZodIssue,
  document: Document.Parsed,
): { readonly path: Path; readonly message: string } {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const known = keysAt(path);
    const where = path.length === 0 ? '' : ` of ${placeName(path)}`;
    return {
      path: [...path, key],
      message: `"${key}" is no key${where}.${didYouMean(key, known, known.join(', '))}`,
    };
  }
  const isMissing = path.length > 0 && document.getIn(path) === undefined;
  if (isMissing)
    return {
      path: path.slice(0, -1),
      message: `${placeName(path.slice(0, -1))} needs ${String(path.at(-1))}.`,
    };
  if (issue.code === 'invalid_value') {
    const known = issue.values.map(String);
    const sent = String(document.getIn(path));
    return {
      path,
      message: `${placeName(path)} is "${sent}".${didYouMean(sent, known, known.join(', '))}`,
    };
  }
  if (issue.code === 'invalid_type')
    return { path, message: `${placeName(path)} is not of the form of a scenario.` };
  return { path, message: `${placeName(path)} ${issue.message}.` };
}

/** `leg 2: answer` */
function placeName(path: Path): string {
  const [part, place, ...rest] = path;
  if (part === undefined) return 'The scenario';
  const one = singular.get(part);
  if (one === undefined || place === undefined) return path.join(': ');
  const number = typeof place === 'number' ? place + 1 : String(place);
  return [`${one} ${number}`, ...rest.map(String)].join(': ');
}

const singular: ReadonlyMap<PropertyKey, string> = new Map<PropertyKey, string>([
  ['legs', 'leg'],
  ['messages', 'message'],
  ['agents', 'agent'],
  ['extensions', 'extension'],
]);

/** Where in the text this place begins: of a value its key, else the nearest thing around it. */
function offsetOf(document: Document.Parsed, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const around: unknown =
      length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    if (isMap(around)) {
      const pair = around.items.find((one) => String(one.key) === String(key));
      if (pair !== undefined && isNode(pair.key) && pair.key.range) return pair.key.range[0];
    }
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range[0] ?? 0;
}
