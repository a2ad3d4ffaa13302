import type { ComponentProps, ReactNode } from 'react';
import classes from './text-field.module.css';

/** A line of text under its name. */
export function TextField({
  label,
  onText,
  className = '',
  ...props
}: Omit<ComponentProps<'input'>, 'onChange'> & {
  readonly label: string;
  readonly onText: (text: string) => void;
}): ReactNode {
  return (
    <label className={`${classes.field} ${className}`}>
      <span className={classes.label}>{label}</span>
      <input
        type="text"
        autoComplete="off"
        spellCheck={false}
        {...props}
        className={classes.input}
        onChange={(event) => {
          onText(event.currentTarget.value);
        }}
      />
    </label>
  );
}
