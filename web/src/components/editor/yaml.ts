import { CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { indentLess, indentMore } from '@codemirror/commands';
import { StreamLanguage, indentUnit } from '@codemirror/language';
import { EditorState, type Extension } from '@codemirror/state';
import { keymap } from '@codemirror/view';
import { LanguageType, newCompleteStrategy, promQLLanguage } from '@prometheus-io/codemirror-promql';
import { exprAt } from './exprAt';
import { serverClient } from './promql';

/** Colours for YAML: keys, texts, numbers and comments. What is valid is for the server to say. */
const language = StreamLanguage.define({
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^#.*/)) return 'comment';
    if (stream.match(/^- (?=\S)|^-$/) || stream.match(/^[[\]{},|>]/)) return 'punctuation';
    if (stream.match(/^[\w./-]+(?=\s*:(\s|$))/) || stream.match(/^"[^"]*"(?=\s*:(\s|$))/)) return 'propertyName';
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'(?:[^']|'')*'?/)) return 'string';
    if (stream.match(/^(?:true|false|null|-?\d+(?:\.\d+)?(?:ms|[smhdwy])?)(?=\s*(?:$|[,}\]#]))/)) return 'number';
    stream.match(/^[^\s#[\]{},]+/) || stream.next();
    return null;
  },
  languageData: { commentTokens: { line: '#' } },
});

/** YAML of rule groups; where an expression stands, names, labels and values are completed as in a field for one. */
export function yaml(): Extension {
  const promql = promQLLanguage(LanguageType.PromQL);
  const strategy = newCompleteStrategy({ remote: serverClient() });
  const complete = async (context: CompletionContext): Promise<CompletionResult | null> => {
    const found = exprAt(context.state.doc, context.pos);
    if (!found) return null;
    // The expression as a text of its own, for what reads it as one.
    const alone = EditorState.create({ doc: found.text, extensions: promql });
    const place = Math.min(context.pos - found.from, found.text.length);
    const result = await strategy.promQL(new CompletionContext(alone, place, context.explicit));
    return result && { ...result, from: result.from + found.from, ...(result.to === undefined ? {} : { to: result.to + found.from }) };
  };
  return [
    language,
    language.data.of({ autocomplete: complete }),
    indentUnit.of('  '),
    keymap.of([{ key: 'Mod-]', run: indentMore }, { key: 'Mod-[', run: indentLess }]),
  ];
}
