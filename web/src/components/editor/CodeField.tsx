import type { Extension } from '@codemirror/state';
import { Suspense, lazy, useMemo } from 'react';
import type { EditorProps } from './Editor';
import classes from './Editor.module.css';

interface Props extends Omit<EditorProps, 'language'> {
  /** Where an expression is completed from, if not from where series are by default. */
  backend?: string;
}

// The editor is heavy: it is loaded where there is one, and until then a plain field takes what is typed.
const PromQL = lazy(async () => {
  const [{ default: Editor }, { promql }] = await Promise.all([import('./Editor'), import('./promql')]);
  const Field = ({ backend = '', ...props }: Props) => {
    const language = useMemo(() => promql(backend), [backend]);
    return <Editor {...props} language={language} />;
  };
  return { default: Field };
});

const Yaml = lazy(async () => {
  const [{ default: Editor }, { yaml }] = await Promise.all([import('./Editor'), import('./yaml')]);
  const language: Extension = yaml();
  return { default: (props: Props) => <Editor {...props} language={language} /> };
});

/** A field for an expression, with completion from the server, or for YAML. */
export function CodeField({ kind, ...props }: Props & { kind: 'promql' | 'yaml' }) {
  const Field = kind === 'promql' ? PromQL : Yaml;
  return (
    <Suspense fallback={<Plain {...props} />}>
      <Field {...props} />
    </Suspense>
  );
}

function Plain({ value, change, label, isOneLine }: Props) {
  return (
    <textarea
      className={classes.waiting}
      rows={isOneLine ? 1 : 16}
      value={value}
      aria-label={label}
      spellCheck={false}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
