import { expect, test } from '@jest/globals';
import { routes } from '../../src/api/contract.ts';
import type { Route } from '../../src/api/route.ts';
import { errorTable } from '../../src/errors.ts';
import { escapeHtml, html } from '../../src/http/html.ts';
import { fieldTable } from '../../src/protocol/field-table.ts';
import { outcomeTable } from '../../src/protocol/outcome-table.ts';
import { rules } from '../../src/protocol/rules.ts';
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
  for (const { id, title } of rules) {
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

test('the page and all it loads are served with their types, and hold nothing inline', async () => {
  await using inspector = await startInspector();
  const page = await ask(inspector.url, '/?q=type:hangup', stranger);
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(page.text).not.toMatch(inline);
  expect(page.text).not.toContain('{{');
  const types = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8' };
  const waiting = [...page.text.matchAll(/(?:src|href)="(web\/[^"]+)"/g)].map(([, at]) => at ?? '');
  const seen = new Set<string>();
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const { status, headers, text } = await ask(inspector.url, `/${at}`, stranger);
    expect([at, status]).toEqual([at, 200]);
    expect(headers['content-type']).toBe(types[at.endsWith('.css') ? 'css' : 'js']);
    for (const [, name] of text.matchAll(/^(?:import|export) .*from '\.\/([^']+)'/gm))
      waiting.push(`web/${name ?? ''}`);
  }
  expect(seen.size).toBeGreaterThan(4);
});

test('the page shows where the first event may go, as text', async () => {
  const exampleUrl = (): string => 'http://a/"><script>x</script>?a&b';
  await using inspector = await startInspector({ deps: { exampleUrl } });
  const { text } = await ask(inspector.url, '/', stranger);
  expect(text).toContain(
    'data-example-url="http://a/&#34;&#62;&#60;script&#62;x&#60;/script&#62;?a&#38;b"',
  );
});

test.each(['/web/nothing.js', '/web/index.css', '/web/constructor.js', '/web/page.html'])(
  'there is no %s',
  async (path) => {
    await using inspector = await startInspector();
    expect(await ask(inspector.url, path, stranger)).toMatchObject({ status: 404 });
  },
);

test.each(['/web/..%2fpage.js', '/web/%2e%2e%2f%2e%2e%2fapp.js', '/web/page%00.js', '/web/A.js'])(
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
