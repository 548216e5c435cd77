import { type Diagnostic, setDiagnostics } from '@codemirror/lint';
import type { Text } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import type { Mark } from './Editor';

/** Shows the marks in the text, in place of those before. */
export function marksOf(view: EditorView, marks: readonly Mark[]): void {
  view.dispatch(setDiagnostics(view.state, marks.map((mark) => diagnosticOf(view.state.doc, mark))));
}

/** A mark as CodeMirror wants it: the word at its place, or the last character of a line that ends before. */
export function diagnosticOf(doc: Text, mark: Mark): Diagnostic {
  const line = doc.line(Math.min(Math.max(mark.line, 1), doc.lines));
  const from = Math.min(line.from + Math.max(mark.column - 1, 0), Math.max(line.to - 1, line.from));
  const word = /^[\w:.$]+/.exec(doc.sliceString(from, line.to))?.[0].length ?? 1;
  return {
    from,
    to: Math.min(from + word, line.to),
    severity: mark.isDoubt ? 'warning' : 'error',
    message: mark.text,
  };
}
