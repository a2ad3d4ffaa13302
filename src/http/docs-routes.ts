import type { OpenApiDocument } from '../api/openapi.ts';
import { docsTable } from './docs-table.ts';
import { html, type Html } from './html.ts';

type PathItem = NonNullable<OpenApiDocument['paths']>[string];
type Operation = NonNullable<PathItem['get']>;
/** As much of a response as is shown. */
interface Response {
  readonly description?: string;
  readonly content?: object;
}
type Parameter = NonNullable<Operation['parameters']>[number];

const methods = ['get', 'post', 'delete'] as const;

/** The section about the API: each address with what it takes and answers, then the shapes they share. */
export function docsRoutes({ paths = {}, components }: OpenApiDocument): Html {
  const inOrder = Object.entries(paths).toSorted(([a], [b]) => rankOf(a) - rankOf(b));
  const operations = inOrder.flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      return operation ? [operationOf(method.toUpperCase(), path, operation)] : [];
    }),
  );
  const shapes = Object.entries(components?.schemas ?? {}).map(
    ([name, schema]) =>
      html`<details id="shape-${name}">
        <summary>${name}</summary>
        <pre tabindex="0">${JSON.stringify(schema, null, 2)}</pre>
      </details>`,
  );
  return html`<section id="api">
      <h2>Addresses</h2>
      ${operations}
    </section>
    <section id="shapes">
      <h2>Shapes</h2>
      <p>
        JSON Schema. The whole contract for programs: <a href="api/v1/openapi.json">OpenAPI</a>.
      </p>
      ${shapes}
    </section>`;
}

/** What holds data first; the files of the page are of least interest. */
function rankOf(path: string): number {
  if (path.startsWith('/api/')) return 0;
  return path.startsWith('/assets/') ? 2 : 1;
}

function operationOf(method: string, path: string, operation: Operation): Html {
  const needsToken = (operation.security ?? []).length > 0;
  const responses: Readonly<Record<string, Response>> = operation.responses ?? {};
  const answers = Object.entries(responses).map(([status, { description, content = {} }]) => {
    const [type = ''] = Object.keys(content);
    return [status, description ?? '', html`${type} ${shapeLink(content)}`];
  });
  return html`<article id="route-${operation.operationId ?? ''}">
    <h3><code>${method} ${path}</code></h3>
    <p>${operation.summary ?? ''} ${needsToken ? 'Needs the token.' : 'Open to anyone.'}</p>
    ${parametersOf(operation.parameters ?? [])} ${bodyOf(operation)}
    <details>
      <summary>Answers</summary>
      ${docsTable(['status', 'what', 'type'], answers)}
    </details>
  </article>`;
}

function parametersOf(parameters: readonly Parameter[]): Html {
  if (parameters.length === 0) return html``;
  const rows = parameters.flatMap((parameter) =>
    'name' in parameter
      ? [
          [
            html`<code>${parameter.name}</code>`,
            parameter.in,
            parameter.description ?? '',
            rangeOf(parameter.schema),
          ],
        ]
      : [],
  );
  return docsTable(['parameter', 'in', 'meaning', 'values'], rows);
}

function bodyOf({ requestBody }: Operation): Html {
  if (requestBody === undefined || !('content' in requestBody)) return html``;
  const isLines = 'application/x-ndjson' in requestBody.content;
  return html`<p>Takes ${isLines ? 'lines of ' : ''}JSON: ${shapeLink(requestBody.content)}</p>`;
}

/** What a schema allows, in few words. */
function rangeOf(schema: object = {}): string {
  const read = new Map<string, unknown>(Object.entries(schema));
  const words: string[] = [];
  const add = (key: string, word: (value: string) => string): void => {
    const value = read.get(key);
    if (value !== undefined)
      words.push(word(Array.isArray(value) ? value.join(', ') : `${value as string | number}`));
  };
  add('enum', (values) => values);
  add('minimum', (value) => `at least ${value}`);
  add('maximum', (value) => `at most ${value}`);
  add('default', (value) => (value === '' ? '' : `default ${value}`));
  return words.filter((word) => word !== '').join('; ');
}

/** A link to the shape that content is, or the name of the shape it is made of. */
function shapeLink(content: object): Html {
  const name = /"#\/components\/schemas\/(\w+)"/.exec(JSON.stringify(content))?.[1];
  return name === undefined ? html`` : html`<a href="#shape-${name}">${name}</a>`;
}
