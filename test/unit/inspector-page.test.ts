import { expect, test } from '@jest/globals';
import { routes } from '../../src/api/contract.ts';
import type { Route } from '../../src/api/route.ts';
import { errorTable } from '../../src/errors.ts';
import { escapeHtml, html } from '../../src/http/html.ts';
import { fieldTable } from '../../src/protocol/field-table.ts';
import { outcomeTable } from '../../src/protocol/outcome-table.ts';
import { ruleTable } from '../../src/protocol/rule-table.ts';
import { filterKeys } from '../../src/query/keys.ts';
import { ask, startInspector } from '../support/inspector.ts';

const stranger = { headers: [['Host', 'localhost']] } as const;

/** What the Content-Security-Policy would not run, and so must not be there. */
const inline = /<script(?![^>]* src=)|<style|<iframe|<base|\sstyle=|\son\w+=|javascript:/i;

test('the documentation is open and has every address, field, key, outcome, rule and error', async () => {
  await using inspector = await startInspector();
  const { status, text, headers } = await ask(inspector.url, '/docs', stranger);
  expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  for (const { method, path, summary } of Object.values<Route>(routes)) {
    expect(text).toContain(`<code>${method.toUpperCase()} ${path}</code>`);
    expect(text).toContain(escapeHtml(summary));
  }
  for (const { name, meaning } of fieldTable) {
    expect(text).toContain(`<code>${name}</code>`);
    expect(text).toContain(escapeHtml(meaning));
  }
  for (const { key, example } of filterKeys) {
    expect(text).toContain(`<code>${key}:</code>`);
    expect(text).toContain(escapeHtml(example));
  }
  for (const { outcome, meaning, toldBy } of outcomeTable) {
    expect(text).toContain(`<code>${outcome}</code>`);
    expect(text).toContain(escapeHtml(meaning));
    expect(text).toContain(escapeHtml(toldBy));
  }
  for (const { id, title } of ruleTable) {
    expect(text).toContain(`<code>${id}</code>`);
    expect(text).toContain(escapeHtml(title));
  }
  for (const [code, row] of Object.entries(errorTable))
    expect(text.includes(`<code>${code}</code>`)).toBe('status' in row);
  expect(text).not.toMatch(inline);
});

test('every link inside the documentation leads somewhere', async () => {
  await using inspector = await startInspector();
  const { text } = await ask(inspector.url, '/docs', stranger);
  const ids = new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  const targets = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
  expect(targets.length).toBeGreaterThan(10);
  expect(targets.filter((id) => !ids.has(id))).toEqual([]);
});

test.each([
  ['/?q=type:hangup', './'],
  ['/c/b5187f38', '../'],
  ['/e/last?tab=raw', '../'],
])(
  'the page at %s loads what it needs from its root, and holds nothing inline',
  async (at, root) => {
    await using inspector = await startInspector();
    const page = await ask(inspector.url, at, stranger);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.text).not.toMatch(inline);
    expect(page.text).not.toContain('{{');
    const loaded = [...page.text.matchAll(/<(?:script|link)[^>]* (?:src|href)="([^"]+)"/g)];
    const types: Record<string, string> = {
      js: 'text/javascript; charset=utf-8',
      css: 'text/css; charset=utf-8',
      svg: 'image/svg+xml',
    };
    const seen = new Set<string>();
    for (const [, address = ''] of loaded) {
      expect(address.slice(0, root.length)).toBe(root);
      const { pathname } = new URL(address, `http://localhost${at}`);
      const { status, headers } = await ask(inspector.url, pathname, stranger);
      expect([pathname, status]).toEqual([pathname, 200]);
      const ending = pathname.slice(pathname.lastIndexOf('.') + 1);
      expect(headers['content-type']).toBe(types[ending]);
      // What is named by its content may be kept for ever, and nothing else.
      const isHashed = /-[\w-]{8}\.(?:js|css)$/.test(pathname);
      expect(headers['cache-control']).toBe(
        isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
      seen.add(ending);
    }
    expect([...seen].sort()).toEqual(['css', 'js', 'svg']);
  },
);

test.each([
  ['br, gzip', 'br'],
  ['gzip', 'gzip'],
  ['br;q=0, gzip;q=0.5', 'gzip'],
  ['identity', undefined],
  ['brotli', undefined],
])('asked for %s, a script comes as %s', async (accepted, encoding) => {
  await using inspector = await startInspector();
  const answer = await fetch(`${inspector.url}/assets/scheme.js`, {
    headers: { 'Accept-Encoding': accepted },
  });
  expect(answer.headers.get('content-encoding') ?? undefined).toBe(encoding);
  expect(answer.headers.get('vary')).toBe('Accept-Encoding');
  // Whatever it came as, it is the same script.
  expect(await answer.text()).toContain('data-scheme');
});

test('the page shows where the first event may go, as text', async () => {
  const exampleUrl = (): string => 'http://a/"><script>x</script>?a&b';
  await using inspector = await startInspector({ deps: { exampleUrl } });
  const { text } = await ask(inspector.url, '/', stranger);
  expect(text).toContain(
    'data-example-url="http://a/&#34;&#62;&#60;script&#62;x&#60;/script&#62;?a&#38;b"',
  );
});

test.each([
  '/assets/nothing.js',
  '/assets/index.css',
  '/assets/constructor.js',
  '/assets/__proto__.js',
])('there is no %s', async (path) => {
  await using inspector = await startInspector();
  expect(await ask(inspector.url, path, stranger)).toMatchObject({ status: 404 });
});

test.each(['/assets/..%2fscheme.js', '/assets/%2e%2e%2f%2e%2e%2fapp.js', '/assets/scheme%00.js'])(
  'no spelling leads out of the folder: %s',
  async (path) => {
    await using inspector = await startInspector();
    expect(await ask(inspector.url, path, stranger)).toMatchObject({ status: 400 });
  },
);

test('what a template is given is text, unless a template made it', () => {
  const inner = html`<b>${'<i>'}</b>`;
  expect(html`<p title="${'"'}">${'&'}${1}${inner}${[inner, inner]}</p>`.markup).toBe(
    '<p title="&#34;">&#38;1<b>&#60;i&#62;</b><b>&#60;i&#62;</b><b>&#60;i&#62;</b></p>',
  );
});
