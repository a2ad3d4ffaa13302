import { Choice } from '../chrome/choice.tsx';
import { TextField } from '../chrome/text-field.tsx';
import { useState, type ReactNode } from 'react';
import {
  isLoopback,
  methods,
  phoneCurl,
  subscriptionJson,
  urlWithMyid,
  type SubscriptionMethod,
} from '../setup/subscription.ts';
import classes from './help-panel.module.css';
import { Snippet } from './snippet.tsx';

/** Where the PBX should send, and how it is told to. */
export function PointPbx({
  url,
  myid,
  onMyid,
}: {
  readonly url: string;
  readonly myid: string;
  readonly onMyid: (myid: string) => void;
}): ReactNode {
  const [method, setMethod] = useState<SubscriptionMethod>('GET');
  const target = urlWithMyid(url, myid);
  return (
    <section className={classes.column}>
      <h3>
        <span className={classes.number}>1</span> Point your PBX here
      </h3>
      <div className={classes.pair}>
        <TextField label="myid, your own tag" value={myid} maxLength={64} onText={onMyid} />
        <Choice
          label="It sends by"
          isLabelShown
          options={methods.map((value) => ({ value, name: value }))}
          value={method}
          onChoose={setMethod}
        />
      </div>
      <Snippet label="The receiver’s URL" text={target} />
      {isLoopback(target) && (
        <p className={classes.dim}>
          Only this machine reaches that address: put the name in it by which your PBX reaches this
          machine.
        </p>
      )}
      <Snippet
        label="The body of POST /extension/{id}/event/"
        text={subscriptionJson({ url: target, type: 'hangup', method })}
      />
      <p className={classes.dim}>
        One for each type: a phone sends dial-in, dial-out, answer and hangup; for an IVR or a queue
        hangup is enough.
      </p>
      <Snippet label="All four of a phone, for a shell" text={phoneCurl(target, method)} />
    </section>
  );
}
