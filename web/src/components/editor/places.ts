/** What is wrong and where: lines and columns begin with 1. */
export interface Fault {
  line: number;
  column: number;
  text: string;
}

/** Finds the place in what the server says of an expression: `…: 1:7: parse error: unclosed left parenthesis`. */
export function placeOf(said: string): Fault {
  const found = /(?:^|: )(\d+):(\d+): ([^]*)$/.exec(said);
  return found ? { line: Number(found[1]), column: Number(found[2]), text: found[3]! } : { line: 1, column: 1, text: said };
}

/** The faults and doubts of a rule group, a line each: `team:7:11: group "g", rule 1, "Down": could not parse expression: …`. */
export function faultsIn(said: string, file: string): Fault[] {
  return said.split('\n').filter((line) => line !== '').map((text) => {
    const rest = text.startsWith(`${file}:`) ? text.slice(file.length + 1) : text;
    const found = /^(\d+):(\d+): ([^]*)$/.exec(rest);
    return found ? { line: Number(found[1]), column: Number(found[2]), text: found[3]! } : { line: 0, column: 0, text: rest.trim() };
  });
}
