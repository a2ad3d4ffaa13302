import { expect } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Answered } from './pbx-api.ts';

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >;
}

export interface PbxDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** Holds an answer to what the API says of itself: status, media type and body. */
export function judgeOf(
  document: PbxDocument,
): (method: string, path: string, answer: Answered) => void {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  return (method, path, { status, headers, json, text }) => {
    const declared = document.paths[path]?.[method]?.responses[status];
    expect({ method, path, status, isDeclared: declared !== undefined }).toMatchObject({
      isDeclared: true,
    });
    const [type, content] = Object.entries(declared?.content ?? {})[0] ?? [];
    expect(headers['content-type']?.toString().split(';')[0]).toBe(type);
    if (content === undefined) expect(text).toBe('');
    else {
      const validate = ajv.compile(content.schema);
      validate(json);
      expect({ method, path, status, errors: validate.errors }).toMatchObject({ errors: null });
    }
  };
}
