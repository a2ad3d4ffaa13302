import { filterKeys, freeTextHelp, type ValueForm } from '../query/keys.ts';
import { docsTable } from './docs-table.ts';
import { html, type Html } from './html.ts';

/** The section about the filter language. */
export function docsFilter(): Html {
  const rows = filterKeys.map(({ key, level, form, meaning, example }) => [
    html`<code>${key}:</code>`,
    levels[level],
    valueOf(form),
    meaning,
    html`<code>${example}</code>`,
  ]);
  const free = [
    'words',
    levels[freeTextHelp.level],
    'text',
    freeTextHelp.meaning,
    html`<code>${freeTextHelp.example}</code>`,
  ];
  return html`<section id="filter-language">
    <h2>Filter language</h2>
    <p>
      Terms must all hold. Values after a key are separated by commas, any of them may hold.
      <code>-</code> before a term negates it, double quotes hold a value with spaces together.
    </p>
    ${docsTable(['key', 'of', 'value', 'meaning', 'example'], [...rows, free])}
  </section>`;
}

const levels = { event: 'events', both: 'events, calls', call: 'calls' };

function valueOf(form: ValueForm): string {
  if (form.kind === 'words') return form.words.join(', ');
  if (form.kind === 'text') return form.takesPrefix ? 'text, * at the end' : 'text';
  return form.kind;
}
