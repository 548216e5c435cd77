import { type Extension, Compartment, EditorState } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { nonce } from '@/app/nonce';
import classes from './Editor.module.css';
import { base } from './look';
import { marksOf } from './marks';

/** Something that is wrong at a place of the text; lines and columns begin with 1. */
export interface Mark {
  line: number;
  column: number;
  text: string;
  isDoubt: boolean;
}

export interface EditorProps {
  value: string;
  change: (value: string) => void;
  /** What the text is, for who cannot see it. */
  label: string;
  /** What the language brings; the same object as long as it is the same language. */
  language: Extension;
  marks?: readonly Mark[];
  placeholder?: string;
  /** Told of Ctrl and Enter, and of Enter alone if `isOneLine`. */
  submit?: () => void;
  isOneLine?: boolean;
}

/** A field for code. The text lives outside; what is set there replaces what stands here. */
export default function Editor(props: EditorProps) {
  const { value, label, language, marks = [], placeholder = '', isOneLine = false } = props;
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const shown = useRef(new Compartment());
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const submit = () => (latest.current.submit ? (latest.current.submit(), true) : false);
    const made = new EditorView({
      parent: place.current!,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          EditorView.cspNonce.of(nonce),
          keymap.of([{ key: 'Mod-Enter', run: submit }]),
          language,
          base({ label, placeholder, isOneLine, submit }),
          shown.current.of([]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.change(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    return () => {
      made.destroy();
      view.current = null;
    };
  }, [label, language, placeholder, isOneLine]);

  useEffect(() => {
    const doc = view.current?.state.doc;
    if (doc && doc.toString() !== value) view.current?.dispatch({ changes: { from: 0, to: doc.length, insert: value } });
  }, [value]);

  const told = JSON.stringify(marks);
  useEffect(() => {
    if (view.current) marksOf(view.current, JSON.parse(told) as Mark[]);
  }, [told, language]);

  return <div ref={place} className={classes.editor} data-one-line={isOneLine || undefined} />;
}
