/**
 * The part of the compiler that parses, as the source of a CommonJS module. The compiler is one file of which a parser
 * needs a tenth, and what is loaded is paid for at every start: here the statements at its top are followed by the names
 * that they use, from the names that are wanted. The exports are plain properties, since nothing is looked up more often.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** What makes nodes that know where they begin; without it they are bare. */
const ALLOCATOR = `
setObjectAllocator({
  ...objectAllocator,
  getNodeConstructor: () => NodeObject,
  getTokenConstructor: () => TokenObject,
  getIdentifierConstructor: () => IdentifierObject,
  getPrivateIdentifierConstructor: () => PrivateIdentifierObject,
  getSourceFileConstructor: () => NodeObject,
});
`;

/**
 * `file` is the compiler in one CommonJS file, `names` what may be wanted of it: names of mere types are passed over.
 */
export function parserSource(file, names) {
  const ts = createRequire(import.meta.url)(file);
  const wanted = [...names].filter((name) => name in ts);
  const text = readFileSync(file, "utf8");
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, false, ts.ScriptKind.JS);
  const statements = wrapped(ts, tree);
  const needed = neededFrom(ts, statements, [...wanted, ...identifiersIn(ALLOCATOR)]);
  const kept = statements.filter((statement) => needed.has(statement)).map(({ pos, end }) => text.slice(pos, end));
  return `${withoutUnusedMessages(kept.join(""))}${ALLOCATOR}module.exports = { ${wanted.join(", ")} };\n`;
}

/** Of the messages, each of which is a line, those that the parser has a use for. */
function withoutUnusedMessages(source) {
  const used = new Set(Array.from(source.matchAll(/\bDiagnostics\.(\w+)/g), ([, name]) => name));
  return source.replace(/^ {2}(\w+): diag\(.*\),?\n/gm, (line, name) => (used.has(name) ? line : ""));
}

/** The statements inside of the function that the whole file is wrapped in. */
function wrapped(ts, { statements }) {
  const call = statements.find((statement) => ts.isExpressionStatement(statement));
  return ts.skipParentheses(call.expression.expression).body.statements;
}

function neededFrom(ts, statements, names) {
  const declaring = new Map();
  const say = (name, statement) => declaring.set(name, [...(declaring.get(name) ?? []), statement]);
  for (const statement of statements) for (const name of declaredBy(ts, statement)) say(name, statement);
  for (const name of names) if (!declaring.has(name)) throw new Error(`The compiler has no ${name}.`);
  const needed = new Set();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    for (const statement of declaring.get(name) ?? []) {
      if (needed.has(statement)) continue;
      needed.add(statement);
      waiting.push(...usedBy(ts, statement));
    }
  }
  return needed;
}

/** What a statement declares, or adds something to: then it is needed as soon as that is. */
function declaredBy(ts, statement) {
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return [statement.name.text];
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name.text);
  if (!ts.isExpressionStatement(statement)) return [];
  const { expression } = statement;
  if (ts.isBinaryExpression(expression)) return [leftmost(ts, expression.left)];
  if (!ts.isCallExpression(expression)) return [];
  // A namespace: `((Name2) => { ... })(Name || (Name = {}))`, or `__export(names, { ... })`.
  const [first] = expression.arguments;
  if (first === undefined) return [];
  const isNamespace = ts.isBinaryExpression(first) && ts.isParenthesizedExpression(expression.expression);
  const isExport = ts.isIdentifier(expression.expression) && expression.expression.text === "__export";
  return isNamespace ? [first.left.text] : isExport ? [first.text] : [];
}

function leftmost(ts, node) {
  return ts.isPropertyAccessExpression(node) ? leftmost(ts, node.expression) : node.text;
}

/** Every identifier that may be a name of the file: all but what stands behind a dot, and keys of objects. */
function usedBy(ts, statement) {
  const used = new Set();
  const visit = (node) => {
    if (ts.isIdentifier(node)) used.add(node.text);
    else if (ts.isPropertyAccessExpression(node)) visit(node.expression);
    else if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name)) visit(node.initializer);
    else if (ts.isMethodDeclaration(node) && ts.isIdentifier(node.name))
      ts.forEachChild(node, (child) => (child === node.name ? undefined : visit(child)));
    else ts.forEachChild(node, visit);
  };
  visit(statement);
  return used;
}

function identifiersIn(text) {
  return [...text.matchAll(/\b[A-Za-z]+Object\b|\b(?:setO|o)bjectAllocator\b/g)].map(([name]) => name);
}
