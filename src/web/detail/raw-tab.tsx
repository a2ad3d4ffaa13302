import { useState, type ReactNode } from 'react';
import type { ApiEvent } from '../../api/contract.ts';
import { Choice } from '../chrome/choice.tsx';
import { serverUrl } from '../place/use-place.ts';
import { Captured } from '../text/captured.tsx';
import { countText } from '../text/count-text.ts';
import { hexText } from './hex-text.ts';
import { eventPath, useBody, useEvent } from './use-event.ts';
import classes from './raw-tab.module.css';

const bodyForms = [
  { value: 'text', name: 'Text' },
  { value: 'hex', name: 'Hex' },
] as const;

const maxShownBytes = 64 * 1024;

/** A request as it came: its line, its headers, its body as text or bytes. */
export function RawTab({ id }: { readonly id: string }): ReactNode {
  const event = useEvent(id);
  if (event.status === 'loading') return <p className={classes.note}>Loading …</p>;
  if (event.status === 'missing') return <p>This event is not here any more.</p>;
  if (event.status === 'failed') return <p role="alert">{event.why}</p>;
  const { request } = event.value;
  return (
    <>
      <pre className={classes.text}>
        <b>
          <Captured text={`${request.method} ${request.target} HTTP/${request.httpVersion}`} />
        </b>
        {'\n'}
        <Headers pairs={request.headers} />
      </pre>
      {request.bodyBytes === 0 ? (
        <p className={classes.note}>It has no body.</p>
      ) : (
        <Body id={id} request={request} />
      )}
      {request.trailers && (
        <pre className={classes.text}>
          <Headers pairs={request.trailers} />
        </pre>
      )}
    </>
  );
}

function Headers({ pairs }: { readonly pairs: ApiEvent['request']['headers'] }): ReactNode {
  return pairs.map(([name, value], at) => (
    // Names may be repeated.
    <span key={at}>
      <span className={classes.name}>
        <Captured text={name} />:
      </span>{' '}
      <Captured text={value} />
      {'\n'}
    </span>
  ));
}

type Form = 'text' | 'hex';

function Body({
  id,
  request,
}: {
  readonly id: string;
  readonly request: ApiEvent['request'];
}): ReactNode {
  const [form, setForm] = useState<Form>('text');
  const body = useBody(id);
  const { bodyBytes } = request;
  return (
    <section aria-label="Body">
      <div className={classes.bar}>
        <span>Body, {countText(bodyBytes, 'byte')}</span>
        <Choice label="Body as" options={bodyForms} value={form} onChoose={setForm} />
        <a
          href={serverUrl(`${eventPath(id)}/raw`)}
          download={`event-${encodeURIComponent(id)}.bin`}
        >
          Download
        </a>
      </div>
      {body.status === 'loading' && <p className={classes.note}>Loading …</p>}
      {body.status === 'missing' && <p>It is not here any more.</p>}
      {body.status === 'failed' && <p role="alert">{body.why}</p>}
      {body.status === 'ready' && <Bytes bytes={body.value} form={form} />}
      <p className={classes.note}>SHA-256 {request.bodySha256}</p>
    </section>
  );
}

function Bytes({ bytes, form }: { readonly bytes: Uint8Array; readonly form: Form }): ReactNode {
  const shown = bytes.subarray(0, maxShownBytes);
  const more = bytes.length - shown.length;
  return (
    <>
      <pre
        className={classes.text}
        data-hex={form === 'hex'}
        tabIndex={0}
        aria-label={`Body as ${form}`}
        role="region"
      >
        {form === 'hex' ? (
          hexText(shown)
        ) : (
          <Captured
            isMultiline
            text={new TextDecoder('utf-8', { ignoreBOM: true }).decode(shown)}
          />
        )}
      </pre>
      {more > 0 && (
        <p className={classes.note}>
          … {countText(more, 'more byte')} {more === 1 ? 'is' : 'are'} in the download.
        </p>
      )}
    </>
  );
}
