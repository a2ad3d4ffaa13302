import { Button } from '../chrome/button.tsx';
import { TextField } from '../chrome/text-field.tsx';
import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { logIn, readSession, type Session } from '../server/session.ts';
import { messageOf, Refusal } from '../server/refusal.ts';
import { onUnauthorized } from '../server/unauthorized.ts';
import classes from './session-gate.module.css';

type State =
  | { readonly kind: 'asking' }
  | { readonly kind: 'known'; readonly session: Session }
  | { readonly kind: 'unreachable'; readonly why: string };

/** Shows its content to whoever is logged in, to others the login. */
export function SessionGate({
  children,
}: {
  readonly children: (session: Session) => ReactNode;
}): ReactNode {
  const [state, setState] = useState<State>({ kind: 'asking' });
  const [fault, setFault] = useState<string>();
  const look = useCallback(async () => {
    try {
      setState({ kind: 'known', session: await readSession() });
    } catch (error) {
      setState({ kind: 'unreachable', why: messageOf(error) });
    }
  }, []);
  const enter = useCallback(
    async (proof: Parameters<typeof logIn>[0]) => {
      setFault(undefined);
      try {
        await logIn(proof);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        setFault(error.message);
      }
      await look();
    },
    [look],
  );
  useEffect(() => {
    const enterByLink = (): boolean => {
      const code = /^#login=([\w-]+)$/.exec(window.location.hash)?.[1];
      if (code === undefined) return false;
      // It leaves the address at once: it is of no use to a history or a shoulder.
      window.history.replaceState(null, '', window.location.pathname + window.location.search);
      void enter({ code });
      return true;
    };
    if (!enterByLink()) void look();
    window.addEventListener('hashchange', enterByLink);
    const stop = onUnauthorized(() => void look());
    return () => {
      window.removeEventListener('hashchange', enterByLink);
      stop();
    };
  }, [enter, look]);

  if (state.kind === 'asking') return null;
  if (state.kind === 'unreachable') return <Unreachable why={state.why} onRetry={look} />;
  if (state.session.loggedIn) return children(state.session);
  return <Login fault={fault} onToken={(token) => void enter({ token })} />;
}

function Unreachable({
  why,
  onRetry,
}: {
  readonly why: string;
  readonly onRetry: () => Promise<void>;
}): ReactNode {
  useEffect(() => {
    const timer = setInterval(() => void onRetry(), 2_000);
    return () => {
      clearInterval(timer);
    };
  }, [onRetry]);
  return (
    <main className={classes.notice}>
      <h1>Ringlog</h1>
      <p role="alert">{why} It is asked again every two seconds.</p>
    </main>
  );
}

function Login({
  fault,
  onToken,
}: {
  readonly fault: string | undefined;
  readonly onToken: (token: string) => void;
}): ReactNode {
  const [token, setToken] = useState('');
  return (
    <main className={classes.notice}>
      <h1>Log in to Ringlog</h1>
      {fault !== undefined && (
        <p role="alert" className={classes.fault}>
          {fault}
        </p>
      )}
      <p>
        <code>ringlog serve</code> prints a link when it starts in a terminal. It logs this browser
        in, once, within 10 minutes. Later, paste the token, which <code>ringlog token</code>{' '}
        prints:
      </p>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          setToken('');
          onToken(token.trim());
        }}
      >
        <TextField
          type="password"
          label="Token"
          value={token}
          required
          autoFocus
          className={classes.token ?? ''}
          onText={setToken}
        />
        <Button type="submit" look="main">
          Log in
        </Button>
      </form>
      <p className={classes.dim}>The login lasts 30 days, or until the token changes.</p>
    </main>
  );
}
