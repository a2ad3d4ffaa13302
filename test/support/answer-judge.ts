import { expect } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { OpenApiDocument } from '../../src/api/openapi.ts';
import type { Route } from '../../src/api/route.ts';
import type { Answered } from './inspector.ts';

/** Holds an answer to the published document: status, media type, headers and body. */
export function createJudge(document: OpenApiDocument): (route: Route, answer: Answered) => void {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ ...document, $id: 'api' });
  const conforms = (pointer: readonly string[], value: unknown): void => {
    const path = pointer.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
    const validate = ajv.compile({ $ref: `api#/${encodeURI(path)}` });
    validate(value);
    expect({ path, errors: validate.errors }).toEqual({ path, errors: null });
  };
  return (route, answer) => {
    const status = String(answer.status);
    const at = ['paths', route.path, route.method, 'responses', status];
    const declared = document.paths?.[route.path]?.[route.method]?.responses?.[status] as
      { content?: Record<string, object>; headers: Record<string, object> } | undefined;
    expect({ path: route.path, status, isDeclared: declared !== undefined }).toEqual({
      path: route.path,
      status,
      isDeclared: true,
    });
    const type = String(answer.headers['content-type'] ?? '').split(';')[0] ?? '';
    expect(Object.keys(declared?.content ?? {})).toEqual(type === '' ? [] : [type]);
    const isJson = type.endsWith('json') && type !== 'application/x-ndjson';
    const content = isJson ? (JSON.parse(answer.text) as unknown) : answer.text;
    if (type !== '') conforms([...at, 'content', type, 'schema'], content);
    for (const name of Object.keys(declared?.headers ?? {})) {
      // Node gives cookies as a list, as the only header.
      const value = [answer.headers[name.toLowerCase()]].flat()[0];
      conforms([...at, 'headers', name, 'schema'], value);
    }
  };
}
