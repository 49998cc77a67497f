// YAML as far as a pack file needs it: the core schema, several documents, nothing that expands or
// makes objects. Refuses tags, aliases, merge keys and repeated keys, each at its line and column.
import { Composer, isAlias, isMap, isScalar, isSeq, Lexer, type ParsedNode, Parser } from 'yaml'
import { JsonError, type JsonLimits, JsonMap, type JsonValue } from '@/lib/wire/pack-file-json'

/** Words, marks and blanks of a file; far more than a file of the permitted size of values needs. */
const lexemesMax = 200_000
/** Indents wider than this make the parser slow, and nobody writes them. */
const indentMax = 1_000
/** What the parser holds open beside the collections themselves. */
const openBeside = 6

type Tokens = ReturnType<Parser['end']> extends Generator<infer Token> ? Token[] : never

const tooDeep = (depth: number, at: number) =>
  new JsonError(`nested deeper than ${depth} levels`, at)

function refuseIndents(text: string): void {
  for (const { index } of text.matchAll(new RegExp(`^[ \\t]{${indentMax + 1}}`, 'gm')))
    throw new JsonError(`indented by more than ${indentMax} characters`, index)
}

/** Reads in small steps, so that nesting and length are refused before anything recurses. */
function tokensOf(text: string, { depth }: JsonLimits): Tokens {
  const parser = new Parser()
  const tokens: Tokens = []
  let lexemes = 0
  let at = 0
  for (const lexeme of new Lexer().lex(text)) {
    lexemes += 1
    if (lexemes > lexemesMax) throw new JsonError(`more than ${lexemesMax} marks`, at, true)
    for (const token of parser.next(lexeme)) tokens.push(token)
    at = parser.offset
    if (parser.stack.length > depth + openBeside) throw tooDeep(depth, at)
  }
  for (const token of parser.end()) tokens.push(token)
  return tokens
}

class YamlReader {
  private values = 0

  constructor(private readonly limits: JsonLimits) {}

  value(node: ParsedNode, depth: number): JsonValue {
    const at = node.range[0]
    this.values += 1
    if (this.values > this.limits.values)
      throw new JsonError(`more than ${this.limits.values} values`, at, true)
    if (isAlias(node)) throw new JsonError('aliases are not read', at)
    if (node.tag !== undefined) throw new JsonError('tags are not read', at)
    if (isScalar(node)) return this.scalar(node.value, at)
    if (depth > this.limits.depth) throw tooDeep(this.limits.depth, at)
    if (isSeq(node))
      return node.items.map((item) => (item === null ? null : this.value(item, depth + 1)))
    if (isMap(node)) return this.map(node.items, depth)
    throw new JsonError('not a text, number, list or mapping', at)
  }

  private scalar(value: unknown, at: number): JsonValue {
    if (value === null || typeof value === 'boolean') return value
    if (typeof value === 'number') {
      if (!Number.isFinite(value)) throw new JsonError('number out of range', at)
      return value
    }
    const text = String(value)
    // PostgreSQL has no place for it.
    if (text.includes('\0')) throw new JsonError('NUL character in a text', at)
    return text.toWellFormed()
  }

  private key(node: ParsedNode): string {
    const at = node.range[0]
    if (isAlias(node)) throw new JsonError('aliases are not read', at)
    if (node.tag !== undefined) throw new JsonError('tags are not read', at)
    if (!isScalar(node)) throw new JsonError('a key must be a text', at)
    if (typeof node.value === 'string') {
      if (node.value === '<<' && node.type === 'PLAIN')
        throw new JsonError('merge keys are not read', at)
      return String(this.scalar(node.value, at))
    }
    // A key like 10 or true is the text that was written.
    if (!node.source) throw new JsonError('a key must be a text', at)
    return node.source
  }

  private map(
    pairs: readonly { key: ParsedNode; value: ParsedNode | null }[],
    depth: number,
  ): JsonMap {
    const map = new JsonMap()
    for (const { key: keyNode, value: node } of pairs) {
      const key = this.key(keyNode)
      if (map.has(key)) {
        const shown = JSON.stringify(key.slice(0, 100))
        throw new JsonError(`the key ${shown} is given twice`, keyNode.range[0])
      }
      map.set(key, node === null ? null : this.value(node, depth + 1))
      if (node === null) map.sources.set(key, '')
      else if (isScalar(node) && typeof node.value !== 'string')
        map.sources.set(key, node.source ?? '')
    }
    return map
  }
}

/**
 * The documents of a file in their order, empty ones left out.
 * @throws JsonError with the offset of the first thing wrong.
 */
export function parseYamlDocuments(
  text: string,
  limits: JsonLimits,
): { value: JsonValue; offset: number }[] {
  refuseIndents(text)
  const tokens = tokensOf(text, limits)
  const reader = new YamlReader(limits)
  const composer = new Composer({ schema: 'core', merge: false, uniqueKeys: false, strict: true })
  const documents: { value: JsonValue; offset: number }[] = []
  for (const document of composer.compose(tokens, false, text.length)) {
    const [fault] = document.errors
    if (fault) throw new JsonError(fault.message.slice(0, 200), fault.pos[0])
    const { contents } = document
    if (contents === null || (isScalar(contents) && contents.value === null)) continue
    documents.push({ value: reader.value(contents, 1), offset: contents.range[0] })
  }
  return documents
}
