import ts from "typescript";

/** Exactly specified by ECMAScript, hence the same bits on every engine. */
const exactMath = new Set(
  "sqrt abs floor ceil round trunc min max sign imul fround clz32 E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2".split(
    " ",
  ),
);

/** Methods whose answer depends on the machine's zone or language. */
const localMethods = new Set(
  ["FullYear", "Month", "Date", "Day", "Hours", "Minutes", "Seconds", "Milliseconds"]
    .flatMap((part) => [`get${part}`, `set${part}`])
    .concat("getTimezoneOffset", "getYear", "localeCompare", "toDateString", "toTimeString"),
);

/** Globals that read the clock, draw at random, or lead to those that do. */
const machineGlobals = new Set([
  "performance",
  "crypto",
  "process",
  "navigator",
  "globalThis",
  "self",
  "window",
]);

/** @typedef {{ file: string, line: number, found: string, expected: string }} Violation */

/** @type {(node: ts.Node) => boolean} */
const isInteger = (node) =>
  (ts.isNumericLiteral(node) && Number.isInteger(Number(node.text))) ||
  (ts.isPrefixUnaryExpression(node) && isInteger(node.operand)) ||
  (ts.isParenthesizedExpression(node) && isInteger(node.expression));

/** Whether an identifier is read as a variable, and is not a name of a member, key or type. */
const isReference = (/** @type {ts.Identifier} */ node) => {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isTypeNode(parent) || ts.isQualifiedName(parent)) return false;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  return !("name" in parent && parent.name === node) && !ts.isImportSpecifier(parent);
};

/** Name of the member that is read from `node`, or null where none is named. */
const memberOf = (/** @type {ts.Node} */ node) => {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node) return parent.name.text;
  if (ts.isElementAccessExpression(parent) && ts.isStringLiteral(parent.argumentExpression))
    return parent.argumentExpression.text;
  return null;
};

/** @param {ts.Node} node */
const isDateCheck = ({ parent }) =>
  ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword;

/** @param {ts.Identifier} node @returns {[found: string, expected: string] | null} */
function faultOfGlobal(node) {
  const member = memberOf(node);
  if (node.text === "Math" && (member === null || !exactMath.has(member)))
    return [
      `Math.${member ?? "…"}`,
      "a function of math/, or Math's exactly specified ones by name",
    ];
  if (node.text === "Date" && !isDateCheck(node)) {
    if (member === "UTC" || member === "parse") return null;
    const made = ts.isNewExpression(node.parent) && (node.parent.arguments?.length ?? 0) > 0;
    return made ? null : [node.parent.getText(), "a moment that comes in from outside (asOf)"];
  }
  if (node.text === "Intl" && member !== "DateTimeFormat")
    return [`Intl.${member ?? "…"}`, "Intl.DateTimeFormat with a fixed language and a named zone"];
  if (machineGlobals.has(node.text)) return [node.text, "a value that comes in from outside"];
  return null;
}

/** @param {ts.BinaryExpression} node @returns {[found: string, expected: string] | null} */
function faultOfPower({ operatorToken, left, right }) {
  const { AsteriskAsteriskToken, AsteriskAsteriskEqualsToken } = ts.SyntaxKind;
  const isAssigned = operatorToken.kind === AsteriskAsteriskEqualsToken;
  if (operatorToken.kind !== AsteriskAsteriskToken && !isAssigned) return null;
  if (!isAssigned && isInteger(left) && isInteger(right)) return null;
  return ["**", "pow of math/, a product, or whole-number literals on both sides"];
}

/** @param {ts.Node} node @returns {[found: string, expected: string] | null} */
function faultOf(node) {
  if (ts.isBinaryExpression(node)) return faultOfPower(node);
  if (!ts.isIdentifier(node)) return null;
  if (isReference(node)) return faultOfGlobal(node);
  const isMethod = ts.isPropertyAccessExpression(node.parent);
  if (isMethod && (localMethods.has(node.text) || node.text.startsWith("toLocale")))
    return [node.parent.getText(), "the UTC form, or an order by code units"];
  return null;
}

/**
 * Finds what would make two machines compute different numbers: engine transcendentals, chance, the
 * clock, the machine's zone and language.
 *
 * @param {string} file - its name, for the answer
 * @param {string} text - TypeScript
 * @returns {Violation[]} in the order of lines; empty when clean
 */
export function findMachineDependence(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  /** @type {Violation[]} */
  const violations = [];
  const visit = (/** @type {ts.Node} */ node) => {
    const fault = faultOf(node);
    if (fault !== null) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      violations.push({ file, line: line + 1, found: fault[0], expected: fault[1] });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return violations;
}
