import { directions } from '../protocol/call.ts';
import { outcomeTable } from '../protocol/outcome-table.ts';
import { docsTable } from './docs-table.ts';
import { html, type Html } from './html.ts';

/** The section about how calls end. */
export function docsOutcomes(): Html {
  const rows = outcomeTable.map(({ outcome, on, meaning, toldBy }) => [
    html`<code>${outcome}</code>`,
    on.length === directions.length ? 'any' : on.join(', '),
    meaning,
    toldBy,
  ]);
  return html`<section id="outcomes">
    <h2>Outcomes of calls</h2>
    <p>
      All events with one <code>CallID</code> are a call. An outcome can still change for five
      seconds after the last hangup, as events may come late; then the call is <code>final</code>. A
      direction is <code>in</code> from outside, <code>out</code> to outside, or
      <code>internal</code> between extensions.
    </p>
    ${docsTable(['outcome', 'direction', 'what it means', 'told by'], rows)}
  </section>`;
}
