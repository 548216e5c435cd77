import { StreamLanguage, indentUnit } from '@codemirror/language';
import { keymap } from '@codemirror/view';
import { indentMore, indentLess } from '@codemirror/commands';

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

export const yaml = [
  language,
  indentUnit.of('  '),
  keymap.of([{ key: 'Mod-]', run: indentMore }, { key: 'Mod-[', run: indentLess }]),
];
