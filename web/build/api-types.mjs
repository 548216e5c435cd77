// Writes src/api/generated/api.ts from the OpenAPI document that the server publishes: a type for each schema, and
// `Operations`, which says of each method and path what it takes and answers. It knows what that document uses.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const document = JSON.parse(readFileSync(at('../../src/Server/Dashboard/openapi.json'), 'utf8'));

const lines = ['// Generated from src/Server/Dashboard/openapi.json by build/api-types.mjs. Not to be edited.', ''];
for (const [name, schema] of Object.entries(document.components.schemas)) {
  if (schema.description) lines.push(`/** ${schema.description} */`);
  lines.push(`export type ${name} = ${typeOf(schema)};`, '');
}

lines.push('/** What each operation takes and answers. */', 'export interface Operations {');
for (const [path, methods] of Object.entries(document.paths)) {
  for (const [method, operation] of Object.entries(methods)) {
    lines.push(`  /** ${operation.summary} */`, `  '${method.toUpperCase()} ${path}': {`);
    for (const place of ['path', 'query']) {
      const fields = (operation.parameters ?? []).filter((parameter) => parameter.in === place);
      lines.push(`    ${place}: {${fields.map((f) => ` ${key(f.name)}${f.required ? '' : '?'}: ${typeOf(f.schema)};`).join('')} };`);
    }
    lines.push(`    body: ${contentOf(operation.requestBody) ?? 'undefined'};`);
    lines.push(`    answer: ${contentOf(operation.responses['200']) ?? 'undefined'};`, '  };');
  }
}
lines.push('}', '');

mkdirSync(at('../src/api/generated'), { recursive: true });
writeFileSync(at('../src/api/generated/api.ts'), lines.join('\n'));

function contentOf(part) {
  const content = part?.content && Object.values(part.content)[0];
  return content ? typeOf(content.schema) : undefined;
}

function typeOf(schema) {
  if (schema.$ref) return schema.$ref.split('/').at(-1);
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' | ');
  if (schema.enum) return schema.enum.map((value) => `'${value}'`).join(' | ');
  switch (schema.type) {
    case 'string':
      return 'string';
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'null':
      return 'null';
    case 'array':
      return schema.prefixItems ? `[${schema.prefixItems.map(typeOf).join(', ')}]` : arrayOf(typeOf(schema.items));
    case 'object':
      return objectOf(schema);
    case undefined:
      return 'unknown';
    default:
      throw new Error(`a schema of type ${schema.type} is not known here`);
  }
}

function arrayOf(item) {
  return /[|]/.test(item) ? `(${item})[]` : `${item}[]`;
}

function objectOf(schema) {
  const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const note = field.description ? `/** ${field.description} */ ` : '';
    return `${note}${key(name)}${schema.required?.includes(name) ? '' : '?'}: ${typeOf(field)};`;
  });
  const others = schema.additionalProperties ? `Record<string, ${typeOf(schema.additionalProperties)}>` : undefined;
  if (fields.length === 0) return others ?? 'Record<string, never>';
  const own = `{ ${fields.join(' ')} }`;
  return others ? `${own} & ${others}` : own;
}

function key(name) {
  return /^[a-zA-Z_]\w*$/.test(name) ? name : `'${name}'`;
}
